import type { Admission, LimiterConfig } from 'glassgate/plugin-api';
import { AdmissionQueue, type Place } from './admission-queue.ts';
import type { Clock } from './clock.ts';
import { patienceOf } from './limiter-limits.ts';
import type { Permit } from './permit.ts';
import { outOfTime, queueEvicted, queueFull, type Refused, stopping } from './refusals.ts';
import { SendGate, type SendGateOptions } from './send-gate.ts';

export interface LimiterOptions extends Omit<SendGateOptions, 'onOpen'> {
  readonly key: string;
}

export interface AdmitOptions extends Pick<Admission, 'priority' | 'bytes' | 'waitMs'> {
  readonly signal: AbortSignal;
}

/** Leave to be sent, and how it came to it. */
export interface Admitted extends Place {
  readonly permit: Permit;
  readonly waitedMs: number;
}

// Even who has no patience waits for the row that has to be on disk before the first send.
const leastPatienceMs = 1000;

/** Lets requests through one at a time. Who goes first is decided when one may go, and not before. */
export class Limiter {
  readonly key: string;
  readonly gate: SendGate;
  readonly queue: AdmissionQueue<Permit>;
  readonly #clock: Clock;
  #config: LimiterConfig;
  #isClosed = false;
  #timer: { readonly at: number; readonly cancel: () => void } | undefined;

  constructor({ key, ...options }: LimiterOptions) {
    this.key = key;
    this.#clock = options.clock;
    this.#config = options.config;
    this.gate = new SendGate({ ...options, onOpen: () => this.#pump() });
    this.queue = new AdmissionQueue({
      now: this.#clock.now,
      settings: () => this.#config,
      full: () => queueFull(this.#refused(), { waiting: this.queue.waiting }),
      evicted: () => queueEvicted(this.#refused()),
      onLeft: () => this.#arm(),
    });
  }

  get config(): LimiterConfig {
    return this.#config;
  }

  /** Nobody waits, nothing is under way, and the last minute is over. */
  get isIdle(): boolean {
    return this.queue.waiting === 0 && this.gate.isIdle;
  }

  /** Nothing would be lost if it were made anew. */
  get isPristine(): boolean {
    const { state, configuredRpm } = this.gate.rate;
    return this.isIdle && state === 'normal' && configuredRpm === this.#config.rate_rpm;
  }

  /** Wait for leave to be sent. Rejects with QUEUE_FULL, QUEUE_EVICTED, RATE_LIMITED or the signal's reason. */
  async admit({
    priority,
    bytes,
    signal,
    waitMs = Number.POSITIVE_INFINITY,
  }: AdmitOptions): Promise<Admitted> {
    signal.throwIfAborted();
    if (this.#isClosed) throw stopping();
    const arrivedAt = this.#clock.now();
    const deadline = arrivedAt + this.#worthwhile(Math.min(waitMs, patienceOf(this.#config, priority)));
    const tooLate = (position: number) =>
      outOfTime({ ...this.#refused(), priority, position, waitedMs: this.#clock.now() - arrivedAt });
    if (deadline <= arrivedAt) throw this.queue.dropped(tooLate(this.queue.waiting + 1));
    const { promise, resolve, reject } = Promise.withResolvers<Permit>();
    const expire = () => reject(tooLate(place.position));
    const place = this.queue.add({
      priority,
      bytes,
      deadline,
      signal,
      admit: resolve,
      refuse: reject,
      expire,
    });
    this.#pump();
    const permit = await promise;
    return { permit, ...place, waitedMs: this.#clock.now() - arrivedAt };
  }

  /** Take other limits, for those who wait too. */
  configure(config: LimiterConfig): void {
    this.#config = config;
    this.gate.configure(config);
  }

  /** Called once a second. */
  tick(): void {
    this.gate.tick();
    this.#pump();
  }

  /** Answer everybody who waits, and let nobody wait any more. */
  drain(): void {
    this.#isClosed = true;
    this.queue.refuseAll(stopping());
    this.#arm();
  }

  close(): void {
    this.drain();
    this.gate.close();
  }

  #refused(): Refused {
    const freeMs = this.gate.limitedMs();
    const queueMs = (this.queue.waiting / this.gate.rate.effectiveRpm) * 60_000;
    return { limiter: this.key, expectedWaitMs: (Number.isFinite(freeMs) ? freeMs : 0) + queueMs };
  }

  #worthwhile(patienceMs: number): number {
    return this.queue.waiting < this.gate.room ? Math.max(patienceMs, leastPatienceMs) : patienceMs;
  }

  /** Let through whoever may go now, and wake up when that changes. */
  #pump(): void {
    this.queue.expire();
    while (this.queue.waiting > 0 && this.gate.blockedMs() <= 0) {
      this.queue.next()?.admit(this.gate.open());
    }
    this.#arm();
  }

  #arm(): void {
    const at = this.#wakeAt();
    if (this.#timer?.at === at) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (!Number.isFinite(at)) return;
    const task = () => {
      this.#timer = undefined;
      this.#pump();
    };
    // Timers have whole milliseconds, and may fire up to one of them too early.
    const ms = Math.max(1, Math.ceil(at - this.#clock.now()));
    this.#timer = { at, cancel: this.#clock.after(ms, task) };
  }

  #wakeAt(): number {
    if (this.queue.waiting === 0) return Number.POSITIVE_INFINITY;
    return Math.min(this.#clock.now() + this.gate.blockedMs(), this.queue.nextDeadline);
  }
}
