import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

/** What a collector made of a batch. */
export type PostResult =
  /** Whether all of it has left this process: a collector may answer before it has read everything. */
  | { readonly kind: 'accepted'; readonly isSent: boolean }
  /** Worth another try, after a pause that it may have named. */
  | { readonly kind: 'later'; readonly afterMs: number | undefined; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

interface Post {
  readonly pieces: readonly Buffer[];
  readonly headers: Readonly<Record<string, string | number>>;
  readonly signal: AbortSignal;
}

export interface Poster {
  /** Send one batch. Never rejects. */
  post(message: Post): Promise<PostResult>;
  close(): void;
}

// The statuses that the protocol calls retryable; every other one would be the same the next time.
const retryable: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Posts to one URL over connections that are kept. */
export function createPoster(url: URL): Poster {
  const isSecure = url.protocol === 'https:';
  // Batches are sent one after the other; the second connection is for one that hangs.
  const options = { keepAlive: true, maxSockets: 2 };
  const agent = isSecure ? new HttpsAgent(options) : new HttpAgent(options);
  const open = isSecure ? requestHttps : requestHttp;
  return {
    post: ({ pieces, headers, signal }) =>
      new Promise((resolve) => {
        const failed = (error: Error) => {
          resolve({ kind: 'later', afterMs: undefined, reason: error.message });
        };
        const sent: ClientRequest = open(url, { method: 'POST', headers, agent, signal }, (answer) => {
          answer
            .once('error', failed)
            .once('close', () => {
              const result = resultOf(answer, sent);
              resolve(result);
              // What was refused before it was read goes out again by another way, and its memory has other spans then.
              if (result.kind !== 'accepted' && !sent.writableFinished) sent.destroy();
            })
            .resume();
        });
        sent.once('error', failed).cork();
        for (const piece of pieces) sent.write(piece);
        sent.end();
      }),
    close: () => agent.destroy(),
  };
}

function resultOf(answer: IncomingMessage, sent: ClientRequest): PostResult {
  const status = answer.statusCode ?? 0;
  const reason = `HTTP ${status}`;
  // The status tells all: what a cut answer to an accepted batch would have said changes nothing.
  if (status >= 200 && status < 300) return { kind: 'accepted', isSent: sent.writableFinished };
  if (!retryable.has(status)) return { kind: 'refused', reason };
  return { kind: 'later', afterMs: retryAfterMs(answer.headers['retry-after']), reason };
}

function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
