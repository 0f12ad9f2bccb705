import { type Evidence, type LawName, laws, type Mismatch } from './laws.ts';
import type { RunEnd, SeenRun } from './seen-run.ts';

export interface Verdict {
  readonly law: LawName;
  /** Requests that the law could be applied to. */
  readonly checked: number;
  readonly mismatches: readonly Mismatch[];
}

/** Hold requests that have ended against every law. */
export function judgeRuns(runs: readonly SeenRun[], evidence: Evidence): Verdict[] {
  const ended = runs.filter((run): run is SeenRun & { readonly end: RunEnd } => run.end !== undefined);
  return Object.entries(laws).map(([name, judge]) => {
    const law = name as LawName;
    let checked = 0;
    const mismatches: Mismatch[] = [];
    for (const run of ended) {
      const finding = judge(run, evidence);
      if (finding === undefined) continue;
      checked += 1;
      const { jobId, requestId, traceId } = run;
      if (finding !== null) mismatches.push({ law, jobId, requestId, traceId, ...finding });
    }
    return { law, checked, mismatches };
  });
}
