import { defineService } from './service.ts';

export interface LogSearch {
  /** Lines that hold one of these under `field` are found. */
  readonly field: 'job_id' | 'request_id' | 'trace_id';
  readonly value: string;
  /** Most lines given; older ones give way. */
  readonly limit: number;
}

export interface FoundLines {
  /** As they were written, parsed, oldest first. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** Found, but beyond the limit. */
  readonly leftOut: number;
}

/** The newest lines of the gateway's own log, kept in memory as they were written: redacted. */
export interface RecentLogs {
  /** False when none are kept. */
  readonly isOn: boolean;
  /** Every line since then is there; when lines had to make room, the time after that. */
  readonly completeSince: Date;
  find(search: LogSearch): FoundLines;
  /** Called with the text of every line of this event that is written. Returns the end of it. */
  watch(event: string, listener: (line: string) => void): () => void;
}

/** Where nothing is kept. */
const noLogs: RecentLogs = {
  isOn: false,
  completeSince: new Date(0),
  find: () => ({ lines: [], leftOut: 0 }),
  watch: () => () => undefined,
};

/** Offered by the core. */
export const recentLogs = defineService<RecentLogs>('core.logs', noLogs);
