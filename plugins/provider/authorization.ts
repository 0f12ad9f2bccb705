import { GlassgateError, type LlmRequest } from 'glassgate/plugin-api';
import type { Upstream } from './upstream.ts';

/** Where a client puts its key for the provider when `Authorization` holds the one for the gateway. */
const providerKeyHeader = 'x-glassgate-provider-key';

const bearer = /^Bearer +([\x21-\x7e]+) *$/i;
const token = /^[\x21-\x7e]+$/;

/** What an upstream is shown; undefined where it wants to see nothing. */
export function authorizationFor(
  { provider, credential }: Upstream,
  request: Pick<LlmRequest, 'headers' | 'client'>,
): string | undefined {
  if (provider.credential_mode === 'none') return undefined;
  if (provider.credential_mode === 'gateway') return `Bearer ${credential.key}`;
  const key = keyOfClient(request);
  if (key !== undefined) return `Bearer ${key}`;
  throw new GlassgateError(
    'UNAUTHORIZED',
    `Send your key for the provider '${provider.id}' as 'X-Glassgate-Provider-Key', or as 'Authorization: Bearer' where this gateway asks for none of its own.`,
  );
}

function keyOfClient({ headers, client }: Pick<LlmRequest, 'headers' | 'client'>): string | undefined {
  const given = headers[providerKeyHeader];
  if (typeof given === 'string' && token.test(given)) return given;
  // A client that the gateway knows has shown the key for the gateway.
  return client === undefined ? bearer.exec(headers.authorization ?? '')?.[1] : undefined;
}
