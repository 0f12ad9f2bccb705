import { stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExchangeEvent, IoRecord, IoRecordCounts, IoRecordPlace, IoRecords } from 'glassgate/plugin-api';
import { contentAt } from './content-at.ts';
import { RecordPlace } from './record-place.ts';

export interface RecordIndexOptions {
  /** Records remembered, of all runs together. */
  readonly maxRecords?: number;
  readonly isOn: () => boolean;
  /** Write what waits for the disk. */
  readonly flush?: () => Promise<void>;
  readonly now?: () => number;
}

const usualMaxRecords = 20_000;
const sweepAfter = 4_096;
const flushMs = 1_000;
const noFlush = () => Promise.resolve();

/** Remembers where the records of the newest requests are. Those of the oldest make room first. */
export class RecordIndex implements IoRecords {
  readonly #byRun = new Map<string, RecordPlace[]>();
  readonly #maxRecords: number;
  readonly #isOn: () => boolean;
  readonly #flush: () => Promise<void>;
  readonly #now: () => number;
  #records = 0;
  // The runs in the order of their coming: a map takes long to find its oldest key.
  #order: string[] = [];
  #oldest = 0;
  #completeSince: number;

  constructor({ maxRecords = usualMaxRecords, isOn, flush = noFlush, now = Date.now }: RecordIndexOptions) {
    this.#maxRecords = maxRecords;
    this.#isOn = isOn;
    this.#flush = flush;
    this.#now = now;
    this.#completeSince = now();
  }

  get isOn(): boolean {
    return this.#isOn();
  }

  get completeSince(): Date {
    return new Date(this.#completeSince);
  }

  /** The log was off until now. */
  begin(): void {
    this.#completeSince = this.#now();
  }

  add(event: ExchangeEvent, seq: number): RecordPlace {
    const place = new RecordPlace(event, seq);
    // Work of our own accord belongs to no request that somebody might ask about.
    if (event.runId === null) return place;
    const known = this.#byRun.get(event.runId);
    if (known === undefined) {
      this.#byRun.set(event.runId, [place]);
      this.#order.push(event.runId);
    } else known.push(place);
    this.#records += 1;
    if (this.#records > this.#maxRecords) this.#forgetOldest();
    return place;
  }

  find(runId: string): Promise<IoRecordPlace[]> {
    return Promise.all((this.#byRun.get(runId) ?? []).map(located));
  }

  async read(runId: string, { maxBytes }: { readonly maxBytes: number }): Promise<IoRecord[]> {
    const places = this.#byRun.get(runId) ?? [];
    // Who asks for them should not have to ask again because it asked at once; a disk that hangs hangs alone.
    if (places.some(({ state }) => state === 'waiting')) await this.#soon(this.#flush());
    const found: IoRecord[] = [];
    let bytesLeft = maxBytes;
    for (const known of places) {
      const place = await located(known);
      const content = place.bytes > bytesLeft ? undefined : await contentAt(place, runId);
      if (content !== undefined) bytesLeft -= place.bytes;
      found.push({ place, content });
    }
    return found;
  }

  count(runId: string): IoRecordCounts {
    const counts = { written: 0, waiting: 0, dropped: 0 };
    for (const { state } of this.#byRun.get(runId) ?? []) counts[state] += 1;
    return counts;
  }

  async #soon(work: Promise<void>): Promise<void> {
    const late = new AbortController();
    const limit = wait(flushMs, undefined, { signal: late.signal, ref: false }).catch(() => undefined);
    await Promise.race([work, limit]);
    late.abort();
  }

  #forgetOldest(): void {
    const runId = this.#order[this.#oldest] ?? '';
    this.#oldest += 1;
    this.#records -= this.#byRun.get(runId)?.length ?? 0;
    this.#byRun.delete(runId);
    // What began before now may have been this one.
    this.#completeSince = this.#now();
    if (this.#oldest < sweepAfter) return;
    this.#order = this.#order.slice(this.#oldest);
    this.#oldest = 0;
  }
}

async function located(place: RecordPlace): Promise<IoRecordPlace> {
  const { containerId, seq, operation, attempt, tryNumber, spanId, state, written, path } = place;
  const { offset, bytes = 0 } = written ?? {};
  const known = { containerId, seq, operation, attempt, tryNumber, spanId, bytes };
  if (path === undefined || offset === undefined)
    return { ...known, state, file: undefined, offset: undefined };
  return (await reachesTo(path, offset + bytes))
    ? { ...known, state, file: path, offset }
    : { ...known, state: 'rotated', file: undefined, offset: undefined };
}

/** Somebody else may have moved, emptied or deleted the file. */
async function reachesTo(path: string, end: number): Promise<boolean> {
  try {
    return (await stat(path)).size >= end;
  } catch {
    return false;
  }
}
