import { timestamp } from 'glassgate/plugin-api';
import type { CheckResult } from './self-check.ts';

const maxMismatches = 100;

/** A comparison as `GET /v1/self-check` shows it. */
export function checkView({ window, requests, pending, verdicts }: CheckResult): object {
  const all = verdicts.flatMap(({ mismatches }) => mismatches);
  return {
    ok: true,
    agrees: all.length === 0,
    window: { from: timestamp(new Date(window.from)), to: timestamp(new Date(window.to)) },
    requests,
    pending,
    laws: verdicts.map(({ law, checked, mismatches }) => ({
      law,
      // What could be applied to nothing proves nothing.
      state: mismatches.length > 0 ? 'broken' : checked > 0 ? 'kept' : 'idle',
      checked,
      mismatches: mismatches.length,
    })),
    mismatches: all.slice(0, maxMismatches).map((mismatch) => ({
      law: mismatch.law,
      request_id: mismatch.requestId ?? null,
      job_id: mismatch.jobId ?? null,
      trace_id: mismatch.traceId ?? null,
      expected: mismatch.expected,
      found: mismatch.found,
      text: mismatch.text,
    })),
    mismatches_left_out: Math.max(0, all.length - maxMismatches),
  };
}
