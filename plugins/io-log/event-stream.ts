import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Response } from 'glassgate/plugin-api';
import { type Cursor, writeCursor } from './cursor.ts';

export interface SentEvent {
  /** Where a client that loses the connection goes on. */
  readonly id?: Cursor;
  /** `message` when absent. */
  readonly event?: string;
  readonly data: unknown;
}

export interface EventStreamOptions {
  readonly signal: AbortSignal;
  /** How long a client may take nothing before it is given up. */
  readonly stallMs: number;
}

const farewellMs = 1_000;

/** Server-sent events, written no faster than they are taken. */
export class EventStream {
  readonly #res: Response;
  readonly #options: EventStreamOptions;
  #isStalled = false;

  constructor(res: Response, options: EventStreamOptions) {
    this.#res = res;
    this.#options = options;
    res.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      // Proxies that collect an answer before they pass it on would collect for ever.
      'X-Accel-Buffering': 'no',
      // A stop must not wait for an idle connection.
      Connection: 'close',
    });
  }

  send({ id, event, data }: SentEvent): Promise<void> {
    const head = `${id === undefined ? '' : `id: ${writeCursor(id)}\n`}${event === undefined ? '' : `event: ${event}\n`}`;
    return this.#write(`${head}data: ${JSON.stringify(data)}\n\n`);
  }

  /** So that nobody on the way takes the silence for a broken connection. */
  beat(): Promise<void> {
    return this.#write(': nothing new\n\n');
  }

  /** The client takes nothing any more. */
  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** The last word, if somebody hears it soon: a stop of the gateway waits for every connection. */
  async end({ reason }: { readonly reason: string }): Promise<void> {
    if (!this.#isStalled) {
      this.#res.end(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`);
      const isTaken = finished(this.#res, { signal: AbortSignal.timeout(farewellMs) });
      if (await isTaken.then(() => true).catch(() => false)) return;
    }
    this.#res.destroy();
  }

  async #write(text: string): Promise<void> {
    if (this.#res.write(text)) return;
    const { signal, stallMs } = this.#options;
    const stalled = AbortSignal.timeout(stallMs);
    try {
      await once(this.#res, 'drain', { signal: AbortSignal.any([signal, stalled]) });
    } catch (error) {
      this.#isStalled = stalled.aborted && !signal.aborted;
      throw error;
    }
  }
}
