import {
  GlassgateError,
  type HttpTools,
  type Request,
  type Response,
  type Routes,
} from 'glassgate/plugin-api';
import { type Change, type ChangeParts, changeConfig } from './change-config.ts';
import type { AdminSettings } from './config.ts';
import type { ConfigView } from './config-view.ts';
import { callerOf, doorkeeper } from './door.ts';
import { overridableKey, parseChange, type Wish } from './parse-change.ts';

export interface AdminParts extends ChangeParts {
  readonly settings: () => AdminSettings;
  readonly view: () => ConfigView;
  readonly status: () => Promise<object>;
  readonly wasReset: (limiter: string, caller: ReturnType<typeof callerOf>) => void;
}

const limitBytes = 256 * 1024;
const configPaths = ['/v1/admin/config', '/api/admin/config'] as const;
const overridePaths = ['/v1/admin/config/*limiter/:key', '/api/admin/config/*limiter/:key'] as const;
const resetPaths = ['/v1/admin/limiters/*limiter/reset', '/api/admin/limiter/*limiter/reset'] as const;

/** The operators' side of limiters. Each route stands under the path of the predecessor as well. */
export function adminRoutes(parts: AdminParts): Routes {
  return (routes, http) => {
    const door = doorkeeper(http, parts.settings);
    const json = http.jsonBody({ limitBytes });
    const handlers = handlersOf(parts, http);
    const operator = (summary: string) => ({ access: 'operator', summary }) as const;
    for (const path of configPaths) {
      routes.get(path, operator('Show the limits in force'), door, handlers.show);
      routes.patch(path, operator('Change limits'), door, json, handlers.change);
      routes.post(path, operator('Change limits'), door, json, handlers.change);
    }
    for (const path of overridePaths) {
      routes.delete(path, operator('Go back to the config file'), door, handlers.remove);
    }
    for (const path of resetPaths) {
      routes.post(path, operator('Go back to the full rate'), door, handlers.reset);
    }
    routes.get('/v1/admin/audit', operator('List who changed what'), door, async (req, res) => {
      res.json({ ok: true, ...(await parts.audit.list(req.query)) });
    });
    routes.get('/status', operator('Show limiters and providers'), door, async (_req, res) => {
      res.json({ ok: true, ...(await parts.status()) });
    });
  };
}

function handlersOf(parts: AdminParts, http: HttpTools) {
  const answer = (res: Response, changed: readonly Change[]) => {
    const { etag } = parts.view();
    res.setHeader('ETag', etag);
    res.json({ ok: true, changed, etag });
  };
  const apply = async (wishes: readonly Wish[], req: Request, res: Response) => {
    answer(res, await changeConfig({ wishes, caller: callerOf(req, http) }, parts));
  };
  return {
    show: (_req: Request, res: Response) => {
      const { body, etag } = parts.view();
      res.setHeader('ETag', etag);
      res.json({ ok: true, etag, ...body });
    },
    change: async (req: Request, res: Response) => {
      refuseOutdated(req, parts.view().etag);
      const known = parts
        .limiters()
        .list()
        .map(({ key }) => key);
      await apply(parseChange(req.body, known), req, res);
    },
    remove: async (req: Request<Record<string, string>>, res: Response) => {
      refuseOutdated(req, parts.view().etag);
      const limiter = limiterIn(req);
      const name = overridableKey(req.params['key'] ?? '');
      if (name === undefined || parts.book.find({ limiter, name }) === undefined) {
        throw new GlassgateError('NOT_FOUND', 'Nothing was set here in place of the configuration.');
      }
      await apply([{ limiter, name, value: undefined }], req, res);
    },
    reset: async (req: Request, res: Response) => {
      const limiter = limiterIn(req);
      const caller = callerOf(req, http);
      parts.limiters().reset(limiter);
      parts.audit.add(caller, [{ action: 'reset', limiter }]);
      parts.wasReset(limiter, caller);
      await parts.store.committed();
      const status = parts
        .limiters()
        .list()
        .find(({ key }) => key === limiter);
      res.json({ ok: true, limiter: status });
    },
  };
}

/** The key of a limiter has slashes: written as they are, or encoded. */
function limiterIn(req: Request<Record<string, string>> | Request): string {
  const { limiter = [] } = req.params as Readonly<Record<string, readonly string[]>>;
  return limiter.join('/');
}

function refuseOutdated(req: Request | Request<Record<string, string>>, etag: string): void {
  const wanted = req.headers['if-match'];
  if (wanted === undefined || wanted.trim() === '*') return;
  if (wanted.split(',').some((one) => one.trim() === etag)) return;
  const message = 'The configuration has changed since it was read: read it again.';
  throw new GlassgateError('PRECONDITION_FAILED', message, { details: { etag } });
}
