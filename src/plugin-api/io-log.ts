import type { Operation } from './exchange-kinds.ts';
import { defineService } from './service.ts';

/** `rotated`: written, and no longer there, or moved where nobody knows. */
export type IoRecordState = 'waiting' | 'written' | 'rotated' | 'dropped';

/** Where the I/O log has one exchange. */
export interface IoRecordPlace {
  readonly containerId: string;
  /** Number of the record, per container and process. */
  readonly seq: number;
  readonly operation: Operation;
  readonly attempt: number | null;
  readonly tryNumber: number;
  readonly spanId: string | undefined;
  readonly state: IoRecordState;
  /** The file it is in now; undefined unless it is written. */
  readonly file: string | undefined;
  /** First byte of its line in that file. */
  readonly offset: number | undefined;
  /** Length of its line, with the newline. */
  readonly bytes: number;
}

/** One exchange with what was said in it. */
export interface IoRecord {
  readonly place: IoRecordPlace;
  /** Undefined when it is not on the disk, or no longer, or there was no room for it. */
  readonly content: Readonly<Record<string, unknown>> | undefined;
}

export interface IoRecordCounts {
  /** Also those that were rotated away since. */
  readonly written: number;
  readonly waiting: number;
  readonly dropped: number;
}

/** Finds records of the I/O log again. */
export interface IoRecords {
  /** False while nothing is written. */
  readonly isOn: boolean;
  /** Every record of a run that began since then is known. */
  readonly completeSince: Date;
  /** In the order of their exchanges; empty when none is known. */
  find(runId: string): Promise<readonly IoRecordPlace[]>;
  /** The same with the records themselves, as far as their lines together have no more than this many bytes. */
  read(runId: string, limits: { readonly maxBytes: number }): Promise<readonly IoRecord[]>;
  count(runId: string): IoRecordCounts;
}

/** Where no I/O log is kept. */
const noRecords: IoRecords = {
  isOn: false,
  completeSince: new Date(0),
  find: async () => [],
  read: async () => [],
  count: () => ({ written: 0, waiting: 0, dropped: 0 }),
};

/** Offered by whoever keeps a log of what was said to workers. */
export const ioRecords = defineService<IoRecords>('ioRecords', noRecords);
