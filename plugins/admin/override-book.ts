import { type LimiterOverrides, type Repository, timestamp } from 'glassgate/plugin-api';
import { type OverrideValue, overridableKey, parseOverride, type Wish } from './parse-change.ts';
import type { OverrideRow } from './tables.ts';

/** A value that stands in place of the configuration's. */
export interface Override extends Wish {
  readonly value: OverrideValue;
  readonly setBy: string;
  readonly setAt: string;
}

/** What operators have laid over the configuration, in memory and on disk. */
export class OverrideBook {
  readonly #repository: Repository<OverrideRow>;
  readonly #byId: Map<string, Override>;

  constructor(repository: Repository<OverrideRow>, rows: readonly OverrideRow[]) {
    this.#repository = repository;
    this.#byId = new Map(rows.flatMap((row) => known(row).map((one) => [idOf(one), one] as const)));
  }

  all(): readonly Override[] {
    return [...this.#byId.values()];
  }

  find({ limiter, name }: Pick<Wish, 'limiter' | 'name'>): Override | undefined {
    return this.#byId.get(idOf({ limiter, name }));
  }

  /** By limiter, as limiters take them. */
  asOverrides(): ReadonlyMap<string, LimiterOverrides> {
    const byLimiter = new Map<string, LimiterOverrides>();
    for (const { limiter, name, value } of this.#byId.values()) {
      byLimiter.set(limiter, { ...byLimiter.get(limiter), [name]: value });
    }
    return byLimiter;
  }

  /** The row is queued; whoever must know that it is on disk waits for the store. */
  put({ limiter, name, value }: Wish, who: string): void {
    const id = idOf({ limiter, name });
    if (value === undefined) {
      this.#byId.delete(id);
      this.#repository.delete(id);
      return;
    }
    const one = { limiter, name, value, setBy: who, setAt: timestamp() };
    this.#byId.set(id, one);
    const value_json = JSON.stringify(value);
    this.#repository.put({ id, limiter, name, value_json, set_by: who, set_at: one.setAt });
  }
}

function idOf({ limiter, name }: Pick<Wish, 'limiter' | 'name'>): string {
  return `${name} ${limiter}`;
}

/** A row of another version may hold what this one does not take; no row may keep the gateway from starting. */
function known({ limiter, name: given, value_json, set_by, set_at }: OverrideRow): Override[] {
  const name = overridableKey(given);
  const parsed = name === undefined ? undefined : parseOverride(name, valueIn(value_json));
  if (name === undefined || !parsed?.success) return [];
  return [{ limiter, name, value: parsed.data, setBy: set_by, setAt: set_at }];
}

/** Undefined where the text is no JSON: no setting takes that. */
function valueIn(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
