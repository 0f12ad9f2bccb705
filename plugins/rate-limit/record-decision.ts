import type { CallContext, GlassgateError } from 'glassgate/plugin-api';
import type { Admitted, Limiter } from './limiter.ts';

const subject = 'rate-limit';

// Shorter than this is the write of the row that comes before the first send of a while.
const atOnceMs = 50;

/** Put down that the limiter let a request through, and what that took. */
export function admittedDecision(call: CallContext, limiter: Limiter, admitted: Admitted): void {
  const { waitedMs, position, isOverflow } = admitted;
  const decision = isOverflow ? 'overflow' : waitedMs < atOnceMs ? 'immediate' : 'queued';
  const seconds = (waitedMs / 1000).toFixed(2);
  const how =
    decision === 'immediate' ? 'let through at once' : `waited ${seconds} s from position ${position}`;
  const behind = isOverflow ? ' behind the full queue' : '';
  const reason = `${how}${behind}; ${stateOf(limiter)}`;
  call.decide({ subject, chosen: limiter.key, reason, considered: [], counts: countsOf(limiter) });
  call.annotate({
    ...attributesOf(limiter),
    'glassgate.ratelimit.decision': decision,
    'glassgate.ratelimit.wait_seconds': waitedMs / 1000,
    'glassgate.ratelimit.position': position,
  });
}

/** Put down that it did not. */
export function refusedDecision(call: CallContext, limiter: Limiter, error: GlassgateError): void {
  const reason = `${error.message} ${stateOf(limiter)}`;
  call.decide({ subject, chosen: null, reason, considered: [], counts: countsOf(limiter) });
  call.annotate({ ...attributesOf(limiter), 'glassgate.ratelimit.decision': error.code });
}

function stateOf({ gate }: Limiter): string {
  const { state, effectiveRpm } = gate.rate;
  const pause = gate.pauseMs > 0 ? `, paused for ${(gate.pauseMs / 1000).toFixed(1)} s` : '';
  return `${gate.bucket.tokens.toFixed(1)} tokens left, state ${state} at ${effectiveRpm.toFixed(1)} rpm${pause}`;
}

function countsOf({ queue, gate }: Limiter): Readonly<Record<string, number>> {
  return { waiting: queue.waiting, inflight: gate.inflight, window_sends: gate.guard.count };
}

function attributesOf({ key, gate }: Limiter): Readonly<Record<string, string>> {
  return { 'glassgate.ratelimit.limiter': key, 'glassgate.ratelimit.state': gate.rate.state };
}
