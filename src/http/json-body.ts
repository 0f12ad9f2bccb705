import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { jsonExcess, jsonLimits } from '../json/json-excess.ts';
import { Attachment } from '../plugin-api/attachment.ts';
import { GlassgateError } from '../plugin-api/error.ts';
import type { JsonBodyOptions as BodyOptions, JsonStructure } from '../plugin-api/http.ts';
import type { BodyBudget } from './body-budget.ts';
import { hasBody } from './has-body.ts';
import type { HttpLimits } from './http-limits.ts';
import type { BodyRefusal, HttpMeter } from './http-meter.ts';
import { receiveBody } from './receive-body.ts';
import type { RequestScopes } from './request-scopes.ts';

export interface JsonBodyOptions extends BodyOptions {
  readonly limits: HttpLimits;
  readonly budget: BodyBudget;
  readonly meter: HttpMeter;
  readonly scopes: RequestScopes;
}

const keptBytes = new Attachment<IncomingMessage, Buffer>();

/** The bytes that a body was parsed from, where they were to be kept. */
export function bytesOf(req: IncomingMessage): Buffer | undefined {
  return keptBytes.of(req);
}

/** Parses a JSON body. Only for the routes that want one: a proxied body must stay a stream. */
export function jsonBody(options: JsonBodyOptions): RequestHandler {
  const { limitBytes, limits, budget, meter, scopes, keepBytes = false } = options;
  const structure = { ...jsonLimits, ...options.structure };
  return (req, res, next) => {
    const scope = scopes.of(req);
    const share = budget.open();
    scope.onEnd(share.release);
    const refused = (cause: unknown) => {
      if (!GlassgateError.is(cause)) return next(cause);
      share.release();
      const reason = refusals[cause.code];
      if (reason !== undefined) meter.refused(reason);
      const seconds = cause.details['retry_after_seconds'];
      if (seconds !== undefined && !res.headersSent) res.setHeader('Retry-After', String(seconds));
      next(cause);
    };
    try {
      refuseOtherBodies(req);
      const { signal } = scope;
      receiveBody(req, { limitBytes, idleMs: limits.bodyIdleMs, share, signal })
        .then((bytes) => {
          req.body = parse(bytes, { meter, structure });
          if (keepBytes) keptBytes.set(req, bytes);
        })
        .then(() => next(), refused);
    } catch (cause) {
      refused(cause);
    }
  };
}

const refusals: Readonly<Record<string, BodyRefusal>> = {
  PAYLOAD_TOO_LARGE: 'too_large',
  REQUEST_TIMEOUT: 'too_slow',
  OVERLOADED: 'no_room',
};

const jsonType = /^\s*application\/json\s*(?:;|$)/i;
const charsetParameter = /;\s*charset\s*=\s*"?([^";\s]+)/i;
const unicode = /^(?:utf-?8|us-ascii)$/i;

function refuseOtherBodies(req: IncomingMessage): void {
  if (!hasBody(req)) throw invalid('The body is empty; send JSON.');
  const type = req.headers['content-type'] ?? '';
  if (!jsonType.test(type)) throw invalid("Send a JSON body with 'Content-Type: application/json'.");
  const charset = charsetParameter.exec(type)?.[1];
  if (charset === undefined || unicode.test(charset)) return;
  throw invalid(`Send the body in UTF-8, not in '${charset.slice(0, 40)}'.`);
}

interface Parsing {
  readonly meter: HttpMeter;
  readonly structure: JsonStructure;
}

function parse(bytes: Buffer, { meter, structure }: Parsing): unknown {
  if (bytes.length === 0) throw invalid('The body is empty; send JSON.');
  const excess = jsonExcess(bytes, structure);
  if (excess !== undefined) {
    meter.refused('too_complex');
    const { values, depth, bareBytes } = excess.limit;
    const details = { limit_values: values, limit_depth: depth, limit_bare_bytes: bareBytes };
    throw new GlassgateError('INVALID_REQUEST', `The body ${excess.sentence}.`, { details });
  }
  if (!isUtf8(bytes)) throw invalid('The body is not UTF-8 text.');
  try {
    return JSON.parse(textOf(bytes));
  } catch (cause) {
    throw invalid('The body is not valid JSON.', cause);
  }
}

function textOf(bytes: Buffer): string {
  const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', hasByteOrderMark ? 3 : 0);
}

function invalid(message: string, cause?: unknown): GlassgateError {
  return new GlassgateError('INVALID_REQUEST', message, { cause });
}
