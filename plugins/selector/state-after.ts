import type { GlassgateError } from 'glassgate/plugin-api';
import type { ContainerState } from './container-view.ts';

const neverReached = new Set<unknown>(['refused', 'dns', 'connect_timeout', 'reset']);
const perhapsStillWorking = new Set<unknown>(['read_timeout', 'total_timeout', 'body_too_large']);

/** What a failed request tells about the container it used. */
export function stateAfter(error: GlassgateError): { state: ContainerState; reason: string } {
  if (error.code === 'CONTAINER_BUSY') return { state: 'busy', reason: 'answered 423' };
  const transport = error.details['transport'];
  if (neverReached.has(transport)) return { state: 'unreachable', reason: String(transport) };
  // A strict worker goes on with a task whose caller has given up.
  if (perhapsStillWorking.has(transport)) return { state: 'busy', reason: String(transport) };
  if (error.kind === 'canceled' || error.code === 'DEADLINE_EXCEEDED') {
    return { state: 'unknown', reason: 'its last task was cancelled' };
  }
  return { state: 'idle', reason: '' };
}
