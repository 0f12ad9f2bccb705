import type { ErrorRequestHandler, RequestHandler, Router } from 'express';
import { type Role, roles } from '../plugin-api/access.ts';
import type { MountRoute, RouteOptions, RouteTable } from '../plugin-api/http.ts';

/** A route as its plugin declared it. */
export interface MountedRoute {
  /** `core` for those of the core. */
  readonly plugin: string;
  readonly method: string;
  readonly path: string;
  readonly access: Role;
  readonly summary: string;
}

// The types of one route's parameters end here.
type AnyHandler = RequestHandler<never> | ErrorRequestHandler<never>;

/** Mounts the routes of all plugins, each behind its guard, and remembers them. */
export class RouteRegister {
  readonly #guardFor: (access: Role) => RequestHandler;
  readonly #mounted: MountedRoute[] = [];
  readonly #problems: string[] = [];

  constructor(guardFor: (access: Role) => RequestHandler) {
    this.#guardFor = guardFor;
  }

  get mounted(): readonly MountedRoute[] {
    return this.#mounted;
  }

  /** Routes that were not mounted, and why. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  tableFor(plugin: string, router: Router): RouteTable {
    const mounts = (method: keyof RouteTable): MountRoute => {
      return (path: string, options: RouteOptions, ...handlers: readonly AnyHandler[]) => {
        const route = { plugin, method: method.toUpperCase(), path, ...declared(options) };
        const problem = problemOf(route);
        if (problem !== undefined) {
          this.#problems.push(problem);
          return;
        }
        this.#mounted.push(route);
        router[method](path, this.#guardFor(route.access), ...(handlers as readonly RequestHandler[]));
      };
    };
    return {
      get: mounts('get'),
      post: mounts('post'),
      put: mounts('put'),
      patch: mounts('patch'),
      delete: mounts('delete'),
    };
  }
}

// A plugin in plain JavaScript may pass a handler where the options belong, as it would to Express.
function declared(options: RouteOptions): RouteOptions {
  return { access: options?.access, summary: options?.summary };
}

function problemOf({ plugin, method, path, access, summary }: MountedRoute): string | undefined {
  const route = `Plugin '${plugin}' mounts ${method} ${path} without saying`;
  if (!roles.includes(access)) {
    return `${route} who may call it: add { access: 'public', 'client' or 'operator' } after the path.`;
  }
  if (typeof summary !== 'string' || summary.trim() === '') {
    return `${route} what it is for: add a 'summary' beside 'access'.`;
  }
  return undefined;
}
