import { OutcomeWindow } from './outcome-window.ts';

export const retreatStates = ['normal', 'retreat', 'recover'] as const;
export type RetreatState = (typeof retreatStates)[number];

export interface AdaptiveSettings {
  readonly retreatWindowMs: number;
  /** Share of 429 in the retreat window at which the rate is lowered; at twice this share it is lowered again. */
  readonly retreatThreshold: number;
  readonly retreatFactor: number;
  readonly retreatMinRpm: number;
  /** Share of 429 at which the rate falls to the floor in one step. */
  readonly floorThreshold: number;
  readonly recoverWindowMs: number;
  readonly recoverThreshold: number;
  readonly recoverIncrementRpm: number;
  /** Fewer answers than this in the retreat window say nothing. */
  readonly minSamples: number;
  /** Least time between two steps down, and between two steps up. */
  readonly retreatStepMs: number;
  readonly recoverStepMs: number;
}

export interface AdaptiveRateOptions {
  readonly configuredRpm: number;
  readonly settings: AdaptiveSettings;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Told whenever the effective rate or the state changes. */
  readonly onChange?: (change: RateChange) => void;
}

export interface RateChange {
  readonly from: RetreatState;
  readonly to: RetreatState;
  readonly fromRpm: number;
  readonly toRpm: number;
  readonly isFloor: boolean;
}

/**
 * Lowers a rate while the provider answers 429 and raises it again when that stops: multiplicative decrease,
 * additive increase, as TCP's congestion control (RFC 5681).
 */
export class AdaptiveRate {
  readonly #now: () => number;
  readonly #onChange: (change: RateChange) => void;
  readonly #outcomes: OutcomeWindow;
  #settings: AdaptiveSettings;
  #configuredRpm: number;
  #effectiveRpm: number;
  #state: RetreatState = 'normal';
  #last429At = Number.NEGATIVE_INFINITY;
  #steppedAt = Number.NEGATIVE_INFINITY;

  constructor({ configuredRpm, settings, now, onChange = () => undefined }: AdaptiveRateOptions) {
    this.#now = now;
    this.#onChange = onChange;
    this.#settings = settings;
    this.#configuredRpm = configuredRpm;
    this.#effectiveRpm = configuredRpm;
    this.#outcomes = new OutcomeWindow(now);
  }

  get state(): RetreatState {
    return this.#state;
  }

  get configuredRpm(): number {
    return this.#configuredRpm;
  }

  get effectiveRpm(): number {
    return this.#effectiveRpm;
  }

  /** The rate never falls below this. */
  get floorRpm(): number {
    return Math.min(this.#settings.retreatMinRpm, this.#configuredRpm);
  }

  /** Share of 429 among the provider's answers in the retreat window; 0 without any. */
  get ratio429(): number {
    return this.#outcomes.within(this.#settings.retreatWindowMs).ratio;
  }

  /** Put down what the provider answered. */
  record(is429: boolean): void {
    if (is429) this.#last429At = this.#now();
    this.#outcomes.add(is429, Math.max(this.#settings.retreatWindowMs, this.#settings.recoverWindowMs));
  }

  /** Decide whether the rate changes now. Called after each answer and once a second. */
  evaluate(): void {
    if (this.#isFlooded()) {
      this.#toFloor();
    } else if (this.#state === 'retreat') {
      this.#inRetreat();
    } else if (this.#isOver(this.#settings.retreatThreshold)) {
      // The first step away from a state need not wait for the pace of the steps within it.
      this.#steppedAt = Number.NEGATIVE_INFINITY;
      this.#stepDown();
    } else if (this.#state === 'recover') {
      this.#stepUp();
    }
  }

  setConfiguredRpm(rpm: number): void {
    this.#configuredRpm = rpm;
    const effective = this.#state === 'normal' ? rpm : Math.min(this.#effectiveRpm, rpm);
    this.#become(this.#state, effective);
  }

  setSettings(settings: AdaptiveSettings): void {
    this.#settings = settings;
  }

  /** Back to the configured rate, with nothing remembered. */
  reset(): void {
    this.#outcomes.clear();
    this.#last429At = Number.NEGATIVE_INFINITY;
    this.#steppedAt = Number.NEGATIVE_INFINITY;
    this.#become('normal', this.#configuredRpm);
  }

  #isOver(threshold: number): boolean {
    const { count, ratio } = this.#outcomes.within(this.#settings.retreatWindowMs);
    return count >= this.#settings.minSamples && ratio >= threshold;
  }

  #isFlooded(): boolean {
    return this.#effectiveRpm > this.floorRpm && this.#isOver(this.#settings.floorThreshold);
  }

  #toFloor(): void {
    this.#steppedAt = this.#now();
    this.#become('retreat', this.floorRpm);
  }

  #inRetreat(): void {
    if (this.#isOver(2 * this.#settings.retreatThreshold)) {
      this.#stepDown();
      return;
    }
    const { recoverWindowMs, recoverThreshold } = this.#settings;
    const isQuiet = this.#now() - this.#last429At >= recoverWindowMs;
    if (!isQuiet || this.#outcomes.within(recoverWindowMs).ratio >= recoverThreshold) return;
    this.#steppedAt = Number.NEGATIVE_INFINITY;
    this.#stepUp();
  }

  #stepDown(): void {
    const { retreatFactor, retreatStepMs } = this.#settings;
    if (this.#now() - this.#steppedAt < retreatStepMs) return;
    this.#steppedAt = this.#now();
    this.#become('retreat', Math.max(this.floorRpm, this.#effectiveRpm * retreatFactor));
  }

  #stepUp(): void {
    const { recoverIncrementRpm, recoverStepMs } = this.#settings;
    if (this.#now() - this.#steppedAt < recoverStepMs) return;
    this.#steppedAt = this.#now();
    const rpm = Math.min(this.#configuredRpm, this.#effectiveRpm + recoverIncrementRpm);
    this.#become(rpm >= this.#configuredRpm ? 'normal' : 'recover', rpm);
  }

  #become(state: RetreatState, rpm: number): void {
    const change = { from: this.#state, to: state, fromRpm: this.#effectiveRpm, toRpm: rpm };
    this.#state = state;
    this.#effectiveRpm = rpm;
    if (change.from === state && change.fromRpm === rpm) return;
    this.#onChange({ ...change, isFloor: state === 'retreat' && rpm === this.floorRpm });
  }
}
