import { type Admission, GlassgateError, type StageCall } from 'glassgate/plugin-api';
import type { Admitted, Limiter } from './limiter.ts';
import type { RateLimitInstruments } from './limiter-gauges.ts';
import type { RequestOutcome } from './metrics.ts';
import type { Permit } from './permit.ts';
import { admittedDecision, refusedDecision } from './record-decision.ts';

type LimitedCall = StageCall<{ readonly admission: Admission }>;

export interface LimitParts {
  readonly limiter: Limiter;
  readonly metrics: Pick<RateLimitInstruments, 'requests' | 'waits' | 'overflowed'>;
}

/** Wait until the limiter lets the request through, run the rest of the chain, and tell the limiter how it was. */
export async function runLimited<A>(
  call: LimitedCall,
  next: () => Promise<A>,
  { limiter, metrics }: LimitParts,
): Promise<A> {
  const { priority, feedback } = call.values.admission;
  const count = (outcome: RequestOutcome) =>
    metrics.requests.increment({ limiter: limiter.key, priority, outcome });
  const admitted = await admit(call, limiter).catch((cause: unknown) => {
    const error = GlassgateError.from(cause);
    refusedDecision(call, limiter, error);
    count(refusedOutcome(error));
    throw error;
  });
  const { permit } = admitted;
  metrics.waits.observe({ limiter: limiter.key, priority }, admitted.waitedMs / 1000);
  if (admitted.isOverflow) metrics.overflowed.increment({ limiter: limiter.key });
  admittedDecision(call, limiter, admitted);
  if (feedback === undefined) permit.written();
  else feedback.listen(permit);
  try {
    const answer = await next();
    if (feedback === undefined) permit.answered({ status: 200 });
    count(endOf(permit, undefined));
    return answer;
  } catch (cause) {
    const error = GlassgateError.from(cause);
    // Retryable means that nothing was executed; where somebody tells, what was written counts nevertheless.
    if (error.retryable && (feedback === undefined || !permit.isWritten)) permit.unsent();
    count(endOf(permit, error));
    throw cause;
  } finally {
    permit.release();
  }
}

async function admit({ signal, values }: LimitedCall, limiter: Limiter): Promise<Admitted> {
  const { priority, bytes, waitMs } = values.admission;
  const admitted = await limiter.admit({ priority, bytes, signal, ...(waitMs !== undefined && { waitMs }) });
  if (!signal.aborted) return admitted;
  // The client left in the moment between.
  admitted.permit.unsent();
  admitted.permit.release();
  throw signal.reason;
}

function refusedOutcome({ code, kind }: GlassgateError): RequestOutcome {
  if (kind === 'canceled') return 'client_closed';
  return code === 'RATE_LIMITED' || code === 'DEADLINE_EXCEEDED' ? 'timeout' : 'rejected';
}

function endOf({ fate }: Permit, error: GlassgateError | undefined): RequestOutcome {
  if (fate === 'unsent') return 'unsent';
  if (error?.kind === 'canceled') return 'client_closed';
  if (fate?.status === 429) return 'ratelimited';
  return error !== undefined || (fate?.status ?? 200) >= 400 ? 'upstream_error' : 'success';
}
