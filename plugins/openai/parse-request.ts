import { GlassgateError } from 'glassgate/plugin-api';

const maxModelLength = 512;

export interface ParsedBody {
  readonly json: Readonly<Record<string, unknown>>;
  readonly model: string;
  readonly wantsStream: boolean;
}

/** What the gateway must know of a body; everything else is the provider's business. */
export function parseBody(body: unknown): ParsedBody {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('The body must be a JSON object.');
  }
  const json = body as Readonly<Record<string, unknown>>;
  return { json, model: modelOf(json['model']), wantsStream: json['stream'] === true };
}

/** The id of `GET /v1/models/<id>`, which may contain slashes, plain or encoded. */
export function modelIdOf(segments: readonly string[] | string): string {
  const id = typeof segments === 'string' ? segments : segments.join('/');
  if (id.split(/[/\\]/).some((part) => part === '..' || part === '.' || part === '')) {
    throw invalid('The id of the model is no id.');
  }
  return modelOf(id);
}

/** The wait that `X-Request-Timeout-Ms` allows. */
export function timeoutOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\s*\d{1,9}\s*$/.test(header) ? Number(header) : 0;
  if (ms < 1) throw invalid("'X-Request-Timeout-Ms' must be a whole number of milliseconds.");
  return ms;
}

/** Refuses a path that could leave the prefix it was allowed for. */
export function checkedPath(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  const isTricky = /%(?:2f|5c|2e|00)|\\|\/\/|[^\x21-\x7e]/i.test(path) || /\/\.{1,2}(?:\/|$)/.test(path);
  if (isTricky) throw invalid('The path must not contain dots, encoded slashes or backslashes.');
  return url;
}

function modelOf(model: unknown): string {
  if (typeof model === 'string' && model.trim() !== '' && model.length <= maxModelLength) return model;
  throw invalid(`'model' must be a text of 1 to ${maxModelLength} characters.`);
}

function invalid(message: string): GlassgateError {
  return new GlassgateError('INVALID_REQUEST', message, { details: { reason: 'invalid_request' } });
}
