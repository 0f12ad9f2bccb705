import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { guardedLookup, refuseBlockedHost } from './address-guard.ts';
import type { Outgoing, Reply } from './channel.ts';

const maxReplyBytes = 65_536;

interface PostOptions {
  readonly signal: AbortSignal;
  readonly allowLinkLocal: boolean;
  /** Of names, unless addresses of the link are allowed. */
  readonly lookup?: LookupFunction;
}

/** One request on a connection of its own. Redirects are answers like any other: nothing follows them. */
export async function post(
  outgoing: Outgoing,
  { signal, allowLinkLocal, lookup = guardedLookup }: PostOptions,
): Promise<Reply> {
  const url = new URL(outgoing.url);
  if (!allowLinkLocal) refuseBlockedHost(url.hostname);
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const request = send(
    url,
    {
      method: outgoing.method,
      headers: {
        ...outgoing.headers,
        'content-length': String(Buffer.byteLength(outgoing.body)),
        'user-agent': 'glassgate',
      },
      agent: false,
      signal,
      ...(allowLinkLocal ? {} : { lookup }),
    },
    (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const done = () =>
        resolve({
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'],
          body: Buffer.concat(chunks).toString('utf8', 0, maxReplyBytes),
        });
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes <= maxReplyBytes) return;
        done();
        response.destroy();
      });
      response.on('end', done);
      response.on('error', reject);
    },
  );
  request.on('error', reject);
  request.end(outgoing.body);
  return promise;
}
