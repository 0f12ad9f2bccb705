import type { TraceState } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { LiveRecord } from './flight-recorder/live-record.ts';
import type { Worth } from './flight-recorder/retention.ts';
import { hexToWord } from './trace-ids.ts';

const twoTo32 = 0x1_0000_0000;

export interface TraceStart {
  readonly traceId: string;
  readonly traceFlags: number;
  readonly traceState: TraceState | undefined;
  readonly resource: ReadableSpan['resource'];
}

/** What the spans of one request share. */
export class LeanTrace {
  readonly traceId: string;
  readonly traceFlags: number;
  readonly traceState: TraceState | undefined;
  readonly resource: ReadableSpan['resource'];
  /** The id as four numbers. */
  readonly words: readonly [number, number, number, number];
  /** Handed to all its spans, so that they agree on the time however the clock is set meanwhile. */
  readonly epochMs = Date.now() - performance.now();
  /** Where the flight recorder keeps its spans. */
  record: LiveRecord | undefined;
  /** Its first span has ended. */
  isOver = false;
  /** What its record was found to be worth when it was over. */
  worth: Worth = 'usual';
  readonly #epochHigh: number;
  readonly #epochLow: number;

  constructor({ traceId, traceFlags, traceState, resource }: TraceStart) {
    this.traceId = traceId;
    this.traceFlags = traceFlags;
    this.traceState = traceState;
    this.resource = resource;
    this.words = [
      hexToWord(traceId, 0),
      hexToWord(traceId, 8),
      hexToWord(traceId, 16),
      hexToWord(traceId, 24),
    ];
    const nanoseconds = this.epochMs * 1e6;
    this.#epochHigh = Math.floor(nanoseconds / twoTo32);
    this.#epochLow = nanoseconds - this.#epochHigh * twoTo32;
  }

  get isSampled(): boolean {
    return (this.traceFlags & 1) !== 0;
  }

  /**
   * Nanoseconds since the epoch at `ms` of `performance.now()`, handed on in two halves: together they are
   * more than a number can hold, and a BigInt for each costs as much as the rest of a span.
   */
  nanosecondsAt(ms: number, write: { fixed32(half: number): void }): void {
    const low = this.#epochLow + Math.round(ms * 1e6);
    const carry = Math.floor(low / twoTo32);
    write.fixed32((low - carry * twoTo32) >>> 0);
    write.fixed32((this.#epochHigh + carry) >>> 0);
  }
}
