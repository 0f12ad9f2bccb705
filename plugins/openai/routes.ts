import {
  GlassgateError,
  type HttpTools,
  type Request,
  type Response,
  type Routes,
} from 'glassgate/plugin-api';
import { answerError } from './answer-error.ts';
import type { ModelList } from './model-list.ts';
import { checkedPath, modelIdOf, parseBody } from './parse-request.ts';
import { requestStatus } from './request-status.ts';
import { type Asked, type RequestParts, runRequest } from './run-request.ts';

const version = '/v1';
const endpoints = [
  ['/v1/chat/completions', 'Answer a conversation'],
  ['/v1/completions', 'Complete a text'],
  ['/v1/embeddings', 'Turn texts into vectors'],
] as const;

export interface RouteParts extends RequestParts {
  readonly models: ModelList;
}

/** The routes of the OpenAI API. Every error has its shape, also those of the core. */
export function openaiRoutes(parts: RouteParts): Routes {
  return (routes, http) => {
    const {
      body_limit_bytes: limitBytes,
      body_limit_values: values,
      catch_all: prefixes,
    } = parts.settings().openai;
    const structure = { values, depth: 128, bareBytes: limitBytes };
    http.shapeErrors({ has: (path) => isOurs(path, prefixes), answer: answerError });
    const body = http.jsonBody({ limitBytes, structure, keepBytes: true });
    const refuse = (cause: unknown, req: Request, res: Response, _next: unknown) =>
      refused(cause, { req, res, http, parts });
    const post = (path?: string) => async (req: Request, res: Response) => {
      const asked: Asked = { ...parseBody(req.body), target: targetOf(req, path), body: http.bytesOf(req) };
      await runRequest(asked, { req, res, scope: http.of(req) }, parts);
    };
    for (const [path, summary] of endpoints) {
      routes.post(path, { access: 'client', summary }, body, asInvalidJson, post(path), refuse);
    }
    routes.get(
      '/v1/models',
      { access: 'client', summary: 'List the models' },
      async (req: Request, res: Response) => {
        const models = await parts.models.all(http.of(req));
        res.json({ object: 'list', data: models.map(modelObject) });
      },
      refuse,
    );
    routes.get(
      '/v1/models/*id',
      { access: 'client', summary: 'Describe a model' },
      async (req: Request, res: Response) => {
        const model = modelIdOf((req.params as Readonly<Record<string, string[]>>)['id'] ?? []);
        const target = `/models/${model.split('/').map(encodeURIComponent).join('/')}`;
        const asked = { target, model, wantsStream: false, body: undefined, json: undefined };
        await runRequest(asked, { req, res, scope: http.of(req) }, parts);
      },
      refuse,
    );
    for (const prefix of prefixes) {
      const options = { access: 'client', summary: 'Whatever the provider has there' } as const;
      for (const path of [prefix, `${prefix}/*rest`]) {
        routes.post(path, options, body, asInvalidJson, post(), refuse);
      }
    }
  };
}

function isOurs(path: string, prefixes: readonly string[]): boolean {
  const paths = [...endpoints.map(([endpoint]) => endpoint), '/v1/models', ...prefixes];
  return paths.some((known) => path === known || path.startsWith(`${known}/`));
}

/** Path and query below the version: the query as the client wrote it, and where the route has a fixed path, that. */
function targetOf(req: Request, path?: string): string {
  const url = checkedPath(req.originalUrl);
  if (path === undefined) return url.slice(version.length);
  const query = url.indexOf('?');
  return path.slice(version.length) + (query === -1 ? '' : url.slice(query));
}

/** Whatever is wrong with a body before anybody looked at what it says. */
function asInvalidJson(cause: unknown, _req: Request, _res: Response, next: (error: unknown) => void): void {
  if (!GlassgateError.is(cause) || cause.code !== 'INVALID_REQUEST') {
    next(cause);
    return;
  }
  const isTooComplex = Object.keys(cause.details).some((name) => name.startsWith('limit_'));
  const reason = isTooComplex ? 'invalid_request' : 'invalid_json';
  next(new GlassgateError('INVALID_REQUEST', cause.message, { cause, details: { reason } }));
}

interface Refusal {
  readonly req: Request;
  readonly res: Response;
  readonly http: HttpTools;
  readonly parts: RouteParts;
}

/** A request that never came to the chain. */
function refused(cause: unknown, { req, res, http, parts }: Refusal): void {
  const error = http.errorOf(cause);
  const scope = http.of(req);
  scope.failed(error.code);
  const status = requestStatus(undefined, error);
  parts.metrics.requests.increment({ priority: 'normal', status });
  const line = { code: error.code, request_id: scope.requestId, client: scope.principal?.name, status };
  if (error.kind === 'internal')
    parts.log.error({ event: 'completion.crashed', ...line, err: cause }, 'completion failed');
  else
    parts.log.info(
      { event: 'completion.refused', ...line, reason: error.details['reason'] },
      'completion refused',
    );
  answerError(error, { req, res });
}

function modelObject({ id, ownedBy }: { readonly id: string; readonly ownedBy: string }): object {
  return { id, object: 'model', created: 0, owned_by: ownedBy };
}
