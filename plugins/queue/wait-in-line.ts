import { GlassgateError, type SolveAnswer, type SolveRequest, type StageCall } from 'glassgate/plugin-api';
import { openLineOf, patienceOf } from './patience.ts';
import { othersWait } from './queue-errors.ts';
import { type QueueParts, Visit } from './visit.ts';

type QueueCall = StageCall<{ readonly request: SolveRequest }>;

/** Let one request try, and wait for its turn and try again as long as it is told "busy" and has patience. */
export async function waitInLine(
  call: QueueCall,
  next: () => Promise<SolveAnswer>,
  parts: QueueParts,
): Promise<SolveAnswer> {
  const { request } = call.values;
  const patienceMs = patienceOf(request, parts.settings.config);
  const openLine = openLineOf(request);
  const visit = new Visit(call, { patienceMs, openLine }, parts);
  try {
    // Where others wait who ask for the same in everything, a try would find nothing new.
    const hasLikes = openLine !== undefined && parts.room.lane(openLine) !== undefined;
    if (patienceMs > 0 && hasLikes) await visit.wait(othersWait());
    for (;;) {
      try {
        return await next();
      } catch (cause) {
        const error = GlassgateError.from(cause);
        if (patienceMs === 0 || !isWorthWaiting(error)) throw error;
        await visit.wait(error);
      }
    }
  } finally {
    visit[Symbol.dispose]();
  }
}

// What was executed in part must not be tried again.
function isWorthWaiting({ code, retryable }: GlassgateError): boolean {
  return retryable && (code === 'PROFILE_BUSY' || code === 'CONTAINER_BUSY');
}
