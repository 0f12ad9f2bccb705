import type { Logger } from 'pino';
import type { PendingRow } from './pending-rows.ts';
import type { StoreInstruments } from './probe.ts';
import { storeErrorCode, storeUnavailable } from './store-error.ts';
import type { Group } from './write-queue.ts';

interface OutageParts {
  readonly instruments: StoreInstruments;
  readonly log: Logger;
  /** Rows that are kept while it lasts; more are refused. */
  readonly maxKeptRows: number;
}

/** Whether the database is unavailable, what is said of that, and which rows it costs. */
export class Outage {
  readonly #parts: OutageParts;
  #isOn = false;

  constructor(parts: OutageParts) {
    this.#parts = parts;
  }

  began(cause: unknown): void {
    if (!this.#isOn)
      this.#parts.log.error({ event: 'store.unavailable', code: storeErrorCode(cause) }, 'store unavailable');
    this.#isOn = true;
  }

  ended(): void {
    if (this.#isOn) this.#parts.log.info({ event: 'store.available' }, 'store available again');
    this.#isOn = false;
  }

  hasRoom(group: Group, row: PendingRow): boolean {
    return !this.#isOn || group.rows.size < this.#parts.maxKeptRows || group.rows.has(row);
  }

  /** A row for which there is no room is lost, and those who wait for its group are told. */
  overflow(group: Group, { table }: PendingRow): void {
    const { instruments, log } = this.#parts;
    instruments.rowRefused(table.name, 'QUEUE_FULL');
    if (group.loss) return;
    group.loss = storeUnavailable('The database is unavailable and too many rows wait for it.');
    log.error(
      { event: 'store.full', table: table.name, rows: group.rows.size },
      'rows refused while the store is unavailable',
    );
  }

  /** It outlasts the gateway: no transaction will come for these any more. */
  outlasts(groups: readonly Group[], code: string): void {
    const { instruments, log } = this.#parts;
    const lost = groups.flatMap(({ rows }) => [...rows]);
    for (const { table } of lost) instruments.rowRefused(table.name, code);
    for (const { probe, rows } of groups) probe.ended({ rows: rows.size, errorCode: code });
    log.error({ event: 'store.rows_lost', code, rows: lost.length }, 'rows lost when the store closed');
  }
}
