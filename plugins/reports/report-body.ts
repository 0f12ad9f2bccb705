import { type Cell, csvOf } from './csv.ts';
import type { ReportItem } from './read-report.ts';
import type { ReportKind } from './report-kinds.ts';
import type { ReportQuery } from './report-query.ts';

export function jsonBody({ name }: ReportKind, items: readonly ReportItem[], query: ReportQuery): object {
  const { from, to, limit, offset } = query;
  const list = items.map(({ keys, counts, ratios, durations, stages }) => ({
    ...keys,
    ...counts,
    ...ratios,
    duration_seconds: durations,
    stage_self_seconds: stages,
  }));
  // Clients of the first version of this report look for the list under `summary`.
  const shaped = name === 'prompts' ? { summary: list } : list;
  return { ok: true, items: shaped, meta: { from, to, limit, offset } };
}

/** One column per number. Stages that a line knows nothing of are empty. */
export function csvBody({ keys: keyNames }: ReportKind, items: readonly ReportItem[]): string {
  const stages = [...new Set(items.flatMap((item) => Object.keys(item.stages)))].sort();
  const keys = Object.keys(keyNames);
  const header = [
    ...keys,
    'jobs_total',
    'jobs_succeeded',
    'jobs_failed',
    'attempts_total',
    'busy_ratio',
    'error_ratio',
    ...['p50', 'p95', 'p99'].map((name) => `duration_seconds_${name}`),
    ...stages.map((stage) => `stage_self_seconds_${stage}`),
  ];
  const rows = items.map((item): Cell[] => {
    const { counts, ratios, durations } = item;
    return [
      ...keys.map((key) => item.keys[key] ?? null),
      counts.jobs_total,
      counts.jobs_succeeded,
      counts.jobs_failed,
      counts.attempts_total,
      ratios.busy_ratio,
      ratios.error_ratio,
      durations.p50,
      durations.p95,
      durations.p99,
      ...stages.map((stage) => item.stages[stage] ?? null),
    ];
  });
  return csvOf(header, rows);
}
