import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** What concerns one connection only. One of these that is passed on can break it, or end the whole process. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Where clients of other APIs put their key, which is for whom it was made and for nobody else. */
const keyHeaders = ['x-api-key', 'api-key', 'apikey', 'x-goog-api-key', 'x-auth-token', 'x-access-token'];

/** What the gateway says anew, or what is no business of a provider. */
const ownBusiness = [
  'host',
  'content-length',
  'content-encoding',
  'accept-encoding',
  'expect',
  'authorization',
  ...keyHeaders,
  'cookie',
  'forwarded',
  'via',
  'http2-settings',
  'x-priority',
  'x-request-timeout-ms',
  'x-request-id',
  'x-real-ip',
  'traceparent',
  'tracestate',
  'baggage',
];

const ownPrefixes = ['x-glassgate-', 'x-forwarded-'];

/** Names of the headers that end here, in lower case: the fixed ones and those that `Connection` lists. */
export function hopByHopNames(connection: unknown): ReadonlySet<string> {
  const listed = String(connection ?? '').split(',');
  return new Set([...hopByHop, ...listed.map((name) => name.trim().toLowerCase())]);
}

export interface ProviderHeaders {
  readonly requestId: string;
  readonly authorization: string | undefined;
  readonly trace: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** The headers that a provider gets. */
export function requestHeaders(
  client: Readonly<IncomingHttpHeaders>,
  own: ProviderHeaders,
): OutgoingHttpHeaders {
  const dropped = hopByHopNames(client.connection);
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(client)) {
    if (value === undefined || dropped.has(name) || ownBusiness.includes(name)) continue;
    if (ownPrefixes.some((prefix) => name.startsWith(prefix))) continue;
    headers[name] = value;
  }
  if (own.body === undefined) delete headers['content-type'];
  else headers['content-length'] = own.body.length;
  if (own.authorization !== undefined) headers['authorization'] = own.authorization;
  return {
    ...headers,
    // A stream that is compressed could not be told how it ended.
    'accept-encoding': 'identity',
    'x-request-id': headerSafe(own.requestId),
    ...own.trace,
  };
}

/** Clients choose request ids freely, and one that is no header must not fail the request. */
function headerSafe(requestId: string): string {
  return requestId.replace(/[^\x21-\x7e]/gu, '_').slice(0, 128);
}
