import { STATUS_CODES } from 'node:http';
import type { GlassgateError } from '../plugin-api/error.ts';
import { shortEnvelope } from './short-envelope.ts';

export interface BareAnswerOptions {
  readonly requestId: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer as it goes over the wire, for a connection on which no request could be read. */
export function bareAnswer(error: GlassgateError, { requestId, headers = {} }: BareAnswerOptions): string {
  const body = JSON.stringify(shortEnvelope(error, requestId));
  const head = {
    'X-Request-Id': requestId,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...headers,
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}\r\n${lines.join('')}\r\n${body}`;
}
