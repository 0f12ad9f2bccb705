import type { Readiness, UpstreamStatus } from 'glassgate/plugin-api';
import type { Upstream } from './upstream.ts';

/** A shorter key would be told by its beginning. */
const shownFrom = 16;

/** One upstream as operators see it. */
export function statusOf(upstream: Upstream): UpstreamStatus {
  const { key, provider, credential, circuit, acceptance, inFlight, requests, errors, lastStatus } = upstream;
  return {
    key,
    provider: provider.id,
    credential_id: credential.id,
    base_url: provider.base_url,
    masked_key: masked(credential.key),
    circuit: circuit.state,
    key_state: provider.credential_mode === 'gateway' ? acceptance.state : 'none',
    inflight: inFlight,
    requests,
    errors,
    last_status: lastStatus ?? null,
  };
}

function masked(key: string): string {
  if (key === '') return '';
  return key.length < shownFrom ? '****' : `${key.slice(0, 4)}****`;
}

/** Ready while one upstream can be used, as far as requests have shown. One without a key is not in use. */
export function readinessOf(upstreams: readonly Upstream[]): Readiness {
  const troubles = upstreams.filter(({ isConfigured }) => isConfigured).map(troubleOf);
  const first = troubles.find((trouble) => trouble !== undefined);
  if (first === undefined) return { ok: true, state: 'ok' };
  if (troubles.includes(undefined)) return { ok: true, state: 'degraded' };
  return { ok: false, state: first };
}

function troubleOf({ acceptance, circuit }: Upstream): string | undefined {
  if (acceptance.state === 'failed') return 'auth_failed';
  return circuit.state === 'open' ? 'unreachable' : undefined;
}
