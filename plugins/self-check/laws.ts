import type { IoRecordCounts } from 'glassgate/plugin-api';
import type { RunEnd, SeenRun } from './seen-run.ts';

/** What may not disagree. */
export const lawNames = ['log_lines', 'spans', 'rows', 'attempts', 'io_log', 'counter', 'exchanges'] as const;
export type LawName = (typeof lawNames)[number];

/** One request about which two sinks disagree; without ids where only sums are known. */
export interface Mismatch {
  readonly law: LawName;
  readonly jobId?: string;
  readonly requestId?: string;
  readonly traceId?: string | undefined;
  readonly expected: number | string;
  readonly found: number | string;
  readonly text: string;
}

/** The row of a job, as far as it is compared. */
export interface JobFacts {
  readonly job_id: string;
  readonly status: string | null;
  readonly error_code: string | null;
  readonly attempts: number;
}

export interface Evidence {
  /** By job id; undefined when the database could not be asked. */
  readonly rows: ReadonlyMap<string, JobFacts> | undefined;
  /** Undefined when the records of this run may be forgotten. */
  readonly recordsOf: (run: SeenRun) => IoRecordCounts | undefined;
}

type Finding = Omit<Mismatch, 'law' | 'jobId' | 'requestId' | 'traceId'>;
type EndedRun = SeenRun & { readonly end: RunEnd };

/** `undefined`: the law does not hold for this run. `null`: it is kept. */
type Judge = (run: EndedRun, evidence: Evidence) => Finding | null | undefined;

function counted(name: string, expected: number, found: number): Finding | null {
  return expected === found
    ? null
    : { expected, found, text: `${expected} ${name} expected, ${found} found` };
}

/** The laws about single requests. */
export const laws: Readonly<Partial<Record<LawName, Judge>>> = {
  log_lines: ({ end, lines }) => (end.hasLine ? counted('lines solve.finished', 1, lines) : undefined),
  spans: ({ end, spans }) => (end.hasSpan ? counted('spans of the job', 1, spans) : undefined),
  rows: ({ jobId, end }, { rows }) => {
    if (rows === undefined) return undefined;
    const row = rows.get(jobId);
    if (!end.hasRow) return undefined;
    if (row === undefined) return { expected: 'a row', found: 'none', text: 'the row of the job is missing' };
    const found = row.status === null ? 'running' : (row.error_code ?? 'OK');
    return found === end.code
      ? null
      : { expected: end.code, found, text: `ended with ${end.code}, the row says ${found}` };
  },
  attempts: ({ jobId, end, attempts }, { rows }) => {
    const row = rows?.get(jobId);
    return row === undefined || !end.hasRow ? undefined : counted('rows of attempts', attempts, row.attempts);
  },
  io_log: (run, { recordsOf }) => {
    const records = run.loggedExchanges === 0 ? undefined : recordsOf(run);
    if (records === undefined) return undefined;
    const { written, waiting, dropped } = records;
    return counted('records in the I/O log', run.loggedExchanges, written + waiting + dropped);
  },
};
