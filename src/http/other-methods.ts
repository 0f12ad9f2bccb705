import express, { type Request, type Response, type Router } from 'express';
import type { MountedRoute } from './route-register.ts';

/** Knows which methods a path has, for requests that no route took. */
export class OtherMethods {
  readonly #mounted: () => readonly MountedRoute[];
  #router: Router | undefined;

  constructor(mounted: () => readonly MountedRoute[]) {
    this.#mounted = mounted;
  }

  /** Calls back with the methods of the path, `[]` for one that does not exist. */
  find(req: Request, res: Response, found: (methods: readonly string[]) => void): void {
    this.#router ??= methodsRouter(this.#mounted());
    const methods = new Set<string>();
    res.locals[key] = methods;
    this.#router(req, res, () => found([...methods].sort()));
  }
}

const key = 'glassgate.methods';

function methodsRouter(mounted: readonly MountedRoute[]): Router {
  const router = express.Router();
  for (const { path, method } of mounted) {
    const methods = method === 'GET' ? ['GET', 'HEAD'] : [method];
    // A path may fit several templates, so each adds its own and lets the next one look.
    router.all(path, (_req, res, next) => {
      for (const name of methods) (res.locals[key] as Set<string>).add(name);
      next();
    });
  }
  return router;
}
