import {
  GlassgateError,
  type LimiterConfig,
  type LimiterOverrides,
  type LimiterSettings,
  type LimiterStatus,
  type Limiters,
} from 'glassgate/plugin-api';
import type { RateChange } from './adaptive-rate.ts';
import type { Clock } from './clock.ts';
import type { RateLimits } from './config.ts';
import { Limiter } from './limiter.ts';
import { type NamedLimiter, statusOf } from './limiter-status.ts';
import type { LimiterStore } from './limiter-store.ts';

export interface RegistryOptions {
  readonly limits: RateLimits;
  /** Limits of another plugin; asked for when all plugins are set up. */
  readonly settings: () => LimiterSettings;
  readonly clock: Clock;
  readonly store: LimiterStore;
  readonly onRateChange: (key: string, change: RateChange) => void;
  /** There are other limiters now. */
  readonly onKeys: (keys: readonly string[]) => void;
}

interface Known extends NamedLimiter {
  /** What was in force when it was last configured: the configuration and the overrides. */
  inForce: LimiterConfig;
}

/** Every limiter of every chain. A chain has one for each credential or profile that its limits are for. */
export class LimiterRegistry implements Limiters {
  readonly #options: RegistryOptions;
  readonly #known = new Map<string, Known>();
  readonly #announced = new Map<string, ReadonlySet<string>>();
  #limits: RateLimits;
  #overrides: ReadonlyMap<string, LimiterOverrides> = new Map();
  #isDraining = false;

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.#limits = options.limits;
  }

  /** The limiter that a request counts against; undefined where nothing is limited. */
  find(chain: string, name: string): Limiter | undefined {
    const config = this.#configOf(chain, name);
    if (config === undefined) return undefined;
    return (this.#known.get(keyOf(chain, name)) ?? this.#open(chain, name, config)).limiter;
  }

  announce(chain: string, names: readonly string[]): void {
    this.#announced.set(chain, new Set(names));
    for (const name of names) this.find(chain, name);
    this.#configure();
  }

  /** Put other limits in force. */
  setLimits(limits: RateLimits): void {
    this.#limits = limits;
    for (const [chain, names] of this.#announced) this.announce(chain, [...names]);
    this.#configure();
  }

  /** Chains that have limits, but nobody who is limited. */
  unknownChains(): string[] {
    const chains = new Set([...this.#known.values()].map(({ chain }) => chain));
    return Object.keys(this.#limits).filter((chain) => !chains.has(chain) && !this.#announced.has(chain));
  }

  list(): readonly LimiterStatus[] {
    return this.#sorted().map((known) => statusOf(known, this.#options.clock.wall()));
  }

  reset(key: string): void {
    (this.#known.get(key) ?? unknownLimiter(key)).limiter.gate.reset();
  }

  limitsOf(key: string): { readonly configured: LimiterConfig; readonly inForce: LimiterConfig } {
    const { chain, name, inForce } = this.#known.get(key) ?? unknownLimiter(key);
    return { configured: this.#written(chain, name) ?? inForce, inForce };
  }

  override(overrides: ReadonlyMap<string, LimiterOverrides>): void {
    this.#overrides = overrides;
    this.#configure();
  }

  all(): Limiter[] {
    return this.#sorted().map(({ limiter }) => limiter);
  }

  /** Called once a second. */
  tick(): void {
    for (const known of [...this.#known.values()]) {
      known.limiter.tick();
      if (this.#isOver(known)) this.#drop(known.limiter.key);
    }
  }

  drain(): void {
    this.#isDraining = true;
    for (const { limiter } of this.#known.values()) limiter.drain();
  }

  close(): void {
    for (const { limiter } of this.#known.values()) limiter.close();
  }

  #configOf(chain: string, name: string): LimiterConfig | undefined {
    const written = this.#written(chain, name);
    const overrides = this.#overrides.get(keyOf(chain, name));
    return written === undefined || overrides === undefined ? written : { ...written, ...overrides };
  }

  #written(chain: string, name: string): LimiterConfig | undefined {
    const settings = this.#options.settings();
    const own = settings.chain === chain ? settings.settingsFor(name) : undefined;
    return own ?? (Object.hasOwn(this.#limits, chain) ? this.#limits[chain] : undefined);
  }

  #open(chain: string, name: string, config: LimiterConfig): Known {
    const { clock, store, onRateChange } = this.#options;
    const key = keyOf(chain, name);
    const limiter: Limiter = new Limiter({
      key,
      config,
      clock,
      remembered: store.recall(key),
      write: (snapshot) => store.save(limiter, snapshot),
      onChange: (change) => onRateChange(key, change),
    });
    if (this.#isDraining) limiter.drain();
    const known = { chain, name, limiter, inForce: config };
    this.#known.set(key, known);
    this.#tellKeys();
    return known;
  }

  #configure(): void {
    for (const known of this.#known.values()) {
      const config = this.#configOf(known.chain, known.name);
      if (config === undefined || JSON.stringify(config) === JSON.stringify(known.inForce)) continue;
      known.inForce = config;
      known.limiter.configure(config);
    }
  }

  /** One that the configuration still names stays; another is forgotten when nothing is lost by that. */
  #isOver({ chain, name, limiter }: Known): boolean {
    const announced = this.#announced.get(chain);
    if (this.#configOf(chain, name) === undefined) return limiter.isIdle;
    if (announced === undefined) return limiter.isPristine;
    return !announced.has(name) && limiter.isIdle;
  }

  #drop(key: string): void {
    this.#known.delete(key);
    this.#options.store.forget(key);
    this.#tellKeys();
  }

  #sorted(): Known[] {
    return [...this.#known.values()].sort((a, b) => (a.limiter.key < b.limiter.key ? -1 : 1));
  }

  #tellKeys(): void {
    this.#options.onKeys([...this.#known.keys()]);
  }
}

function keyOf(chain: string, name: string): string {
  return `${chain}/${name}`;
}

function unknownLimiter(key: string): never {
  throw new GlassgateError('NOT_FOUND', `There is no limiter '${key}'.`);
}
