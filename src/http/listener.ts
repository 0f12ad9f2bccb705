import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Express } from 'express';
import { GlassgateError } from '../plugin-api/error.ts';
import { asHttpError } from './http-error.ts';
import type { HttpMeter } from './http-meter.ts';
import { shortEnvelope } from './short-envelope.ts';

/**
 * Hands requests to Express, and answers itself where Express would write its page in HTML: an address
 * that is no URL reaches no handler at all.
 */
export function listenerOf(app: Express, meter: HttpMeter): RequestListener {
  return (req, res) => {
    const unanswered = (cause?: unknown) => {
      if (res.headersSent) {
        res.destroy();
        return;
      }
      const isAddress = cause === undefined || cause === null;
      if (isAddress) meter.broken('malformed');
      const error = isAddress ? noUrl() : asHttpError(cause);
      const requestId = res.getHeader('X-Request-Id')?.toString() ?? randomUUID();
      const body = JSON.stringify(shortEnvelope(error, requestId));
      res.writeHead(error.status, {
        'X-Request-Id': requestId,
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': Buffer.byteLength(body),
        Connection: 'close',
      });
      res.end(body);
    };
    app(req as Parameters<Express>[0], res as Parameters<Express>[1], unanswered);
  };
}

function noUrl(): GlassgateError {
  return new GlassgateError('INVALID_REQUEST', 'The address of the request cannot be read.');
}
