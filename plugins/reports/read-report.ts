import { type ErrorKind, errorCodes, type Store } from 'glassgate/plugin-api';
import type { ReportKind } from './report-kinds.ts';
import type { ReportQuery } from './report-query.ts';
import { reportSql } from './report-sql.ts';

/** One line of a report. */
export interface ReportItem {
  /** What the line is about: `container_id`, or `profile_id` and `prompt_id`, or `prompt_id`. */
  readonly keys: Readonly<Record<string, string | null>>;
  readonly counts: {
    readonly jobs_total: number;
    readonly jobs_succeeded: number;
    readonly jobs_failed: number;
    readonly attempts_total: number;
  };
  /** Of the finished rows; null when there is none. */
  readonly ratios: { readonly busy_ratio: number | null; readonly error_ratio: number | null };
  /** Of the rows that succeeded; null when none has. */
  readonly durations: {
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
  };
  readonly stages: Readonly<Record<string, number>>;
}

interface FoundRow {
  readonly [key: string]: string | number | null;
  readonly jobs_total: number;
  readonly jobs_succeeded: number;
  readonly jobs_failed: number;
  readonly attempts_total: number;
  readonly busy: number;
  readonly errors: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly stages_json: string | null;
  readonly unaccounted: number | null;
}

/** The same division as `outcome` in the metrics: `busy` is a part of `reject`, the others are `error`. */
const busyCodes = JSON.stringify(codesOf(['busy']));
const errorCodesOnly = JSON.stringify(codesOf(['upstream', 'internal']));

export async function readReport(
  store: Store,
  kind: ReportKind,
  { query, signal }: { readonly query: ReportQuery; readonly signal: AbortSignal },
): Promise<ReportItem[]> {
  const { from, to, limit, offset } = query;
  const parameters = [from, to, limit, offset, busyCodes, errorCodesOnly];
  const rows = await store.query<FoundRow>(reportSql(kind), parameters, { signal });
  return rows.map((row) => itemOf(row, Object.keys(kind.keys)));
}

function itemOf(row: FoundRow, keyNames: readonly string[]): ReportItem {
  const { jobs_total, jobs_succeeded, jobs_failed, attempts_total } = row;
  const finished = jobs_succeeded + jobs_failed;
  const ratio = (count: number) => (finished === 0 ? null : rounded(count / finished));
  const stages = {
    ...(JSON.parse(row.stages_json ?? '{}') as Record<string, number>),
    ...(row.unaccounted !== null && { unaccounted: row.unaccounted }),
  };
  return {
    // Keys are text columns.
    keys: Object.fromEntries(keyNames.map((name) => [name, row[name] as string | null])),
    counts: { jobs_total, jobs_succeeded, jobs_failed, attempts_total },
    ratios: { busy_ratio: ratio(row.busy), error_ratio: ratio(row.errors) },
    durations: { p50: roundedOrNull(row.p50), p95: roundedOrNull(row.p95), p99: roundedOrNull(row.p99) },
    stages: Object.fromEntries(Object.entries(stages).map(([stage, sum]) => [stage, rounded(sum)])),
  };
}

function codesOf(kinds: readonly ErrorKind[]): string[] {
  return Object.entries(errorCodes)
    .filter(([, traits]) => kinds.includes(traits.kind))
    .map(([code]) => code);
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : rounded(value);
}

/** To microseconds, or millionths. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
