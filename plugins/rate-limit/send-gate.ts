import {
  GlassgateError,
  type LimiterConfig,
  mostRpm,
  TokenBucket,
  type UpstreamOutcome,
} from 'glassgate/plugin-api';
import { AdaptiveRate, type RateChange } from './adaptive-rate.ts';
import type { Clock } from './clock.ts';
import { adaptiveSettings, capacityOf, windowLimitOf } from './limiter-limits.ts';
import { Permit } from './permit.ts';
import { SendRecord, type Snapshot } from './send-record.ts';
import type { Remembered } from './stored-sends.ts';
import { WindowGuard } from './window-guard.ts';

export interface SendGateOptions {
  readonly config: LimiterConfig;
  readonly clock: Clock;
  readonly remembered: Remembered;
  /** Put the row of this limiter; resolves when it is on disk. */
  readonly write: (snapshot: Snapshot) => Promise<void>;
  readonly onChange: (change: RateChange) => void;
  /** It may be open sooner than `blockedMs` said. */
  readonly onOpen: () => void;
}

/** Says when one more request may be sent: a token, room in the window and among those under way, no pause. */
export class SendGate {
  readonly bucket: TokenBucket;
  readonly guard: WindowGuard;
  readonly rate: AdaptiveRate;
  readonly #now: () => number;
  readonly #onOpen: () => void;
  readonly #record: SendRecord;
  #config: LimiterConfig;
  #inflight = 0;
  #pausedUntil: number;

  constructor({ config, clock, remembered, write, onChange, onOpen }: SendGateOptions) {
    const { now } = clock;
    const { rate_rpm: configuredRpm } = config;
    this.#now = now;
    this.#onOpen = onOpen;
    this.#config = config;
    this.#pausedUntil = now() + remembered.pauseMs;
    this.bucket = new TokenBucket({ ratePerMinute: configuredRpm, capacity: capacityOf(config), now });
    const limit = windowLimitOf(configuredRpm);
    this.guard = new WindowGuard({ limit, now, earlierAgesMs: remembered.agesMs });
    this.rate = new AdaptiveRate({
      configuredRpm,
      settings: adaptiveSettings(config),
      now,
      onChange: (change) => {
        this.bucket.setRate(change.toRpm);
        onChange(change);
      },
    });
    this.#record = new SendRecord({
      now,
      reserveFor: (ms) => this.#mostWithin(ms),
      pending: () => this.guard.pending,
      write,
      onReady: onOpen,
    });
  }

  get inflight(): number {
    return this.#inflight;
  }

  /** Milliseconds for which nothing is sent because the far side asked for that. */
  get pauseMs(): number {
    return Math.max(0, this.#pausedUntil - this.#now());
  }

  get isIdle(): boolean {
    return this.#inflight === 0 && this.guard.count === 0 && this.pauseMs === 0;
  }

  /** Milliseconds until one more may go; Infinity while only the end of another request can change that. */
  blockedMs(): number {
    const limitedMs = this.limitedMs();
    if (limitedMs > 0 || !this.#config.window_guard) return limitedMs;
    return this.#record.waitMs();
  }

  /** The same, without what is only a matter of a row being written. */
  limitedMs(): number {
    if (this.#inflight >= this.#config.max_inflight) return Number.POSITIVE_INFINITY;
    const windowMs = this.#config.window_guard ? this.guard.waitMs() : 0;
    return Math.max(this.pauseMs, this.bucket.waitMs(), windowMs);
  }

  /** How many could go at once, as far as the limits matter. */
  get room(): number {
    if (this.limitedMs() > 0) return 0;
    const windowRoom = this.#config.window_guard
      ? this.guard.limit - this.guard.count
      : Number.POSITIVE_INFINITY;
    return Math.min(this.#config.max_inflight - this.#inflight, windowRoom, this.bucket.whole);
  }

  /** Let one through, after `blockedMs` said so. */
  open(): Permit {
    this.bucket.take();
    this.#inflight += 1;
    const send = this.guard.open();
    if (this.#config.window_guard) this.#record.sent();
    return new Permit({
      written: () => {
        send.written();
        this.#record.changed();
      },
      answered: (outcome) => this.#answered(outcome),
      unsent: () => {
        send.takeBack();
        this.bucket.giveBack();
        this.#record.changed();
        this.#onOpen();
      },
      released: () => {
        this.#inflight -= 1;
        this.#onOpen();
      },
    });
  }

  configure(config: LimiterConfig): void {
    this.#config = config;
    this.rate.setSettings(adaptiveSettings(config));
    this.bucket.setCapacity(capacityOf(config));
    this.setRate(config.rate_rpm);
  }

  setRate(rpm: number): void {
    if (!(rpm > 0 && rpm <= mostRpm)) {
      throw new GlassgateError('INVALID_REQUEST', `A rate is more than 0 and at most ${mostRpm}.`);
    }
    this.rate.setConfiguredRpm(rpm);
    this.guard.setLimit(windowLimitOf(rpm));
    this.bucket.setCapacity(capacityOf({ ...this.#config, rate_rpm: rpm }));
    this.#onOpen();
  }

  reset(): void {
    this.#pausedUntil = this.#now();
    this.rate.reset();
    this.#record.changed();
    this.#onOpen();
  }

  /** Called once a second. */
  tick(): void {
    this.rate.evaluate();
    if (this.#config.window_guard) this.#record.tick();
  }

  close(): void {
    if (this.#config.window_guard) this.#record.close();
  }

  #answered({ status, retryAfterMs = 0 }: UpstreamOutcome): void {
    if ((status === 429 || status === 503) && retryAfterMs > 0) {
      const pauseMs = Math.min(retryAfterMs, this.#config.adaptive.max_pause_seconds * 1000);
      this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + pauseMs);
      this.#record.changed();
    }
    this.rate.record(status === 429);
    this.rate.evaluate();
    this.#onOpen();
  }

  #mostWithin(ms: number): number {
    const most = Math.floor(this.bucket.tokens) + Math.ceil((this.rate.configuredRpm / 60_000) * ms);
    return Math.min(this.guard.limit, Math.max(1, most));
  }
}
