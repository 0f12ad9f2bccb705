import { type GlassgateError, type LimiterConfig, limiterConfig, type Priority } from 'glassgate/plugin-api';
import { z } from 'zod';
import type { RateChange } from './adaptive-rate.ts';
import { type Admitted, Limiter } from './limiter.ts';
import type { Snapshot } from './send-record.ts';
import { nothingRemembered } from './stored-sends.ts';
import { settled, type TestClock, testClock } from './test-clock.ts';

export function limits(changed: z.input<ReturnType<typeof limiterConfig>> = {}): LimiterConfig {
  return limiterConfig(z).parse(changed);
}

export interface Asked {
  readonly name: string;
  /** How often it was settled. */
  settlements: number;
  admitted?: Admitted;
  error?: GlassgateError;
  /** The client leaves. */
  leave(): void;
}

export interface TestLimiter {
  readonly clock: TestClock;
  readonly limiter: Limiter;
  readonly rows: readonly Snapshot[];
  readonly changes: readonly RateChange[];
  /** Names in the order in which they were let through. */
  readonly order: readonly string[];
  ask(name: string, options?: { priority?: Priority; bytes?: number; waitMs?: number }): Asked;
}

export const left = new Error('The client left.');

/** A limiter whose rows are on disk one turn of the event loop after they were put. */
export function testLimiter(changed?: Parameters<typeof limits>[0]): TestLimiter {
  const clock = testClock();
  const rows: Snapshot[] = [];
  const changes: RateChange[] = [];
  const order: string[] = [];
  const limiter = new Limiter({
    key: 'test/one',
    config: limits(changed),
    clock,
    remembered: nothingRemembered,
    write: async (snapshot) => {
      rows.push(snapshot);
      await settled();
    },
    onChange: (change) => changes.push(change),
  });
  const ask: TestLimiter['ask'] = (name, { priority = 'normal', bytes = 0, waitMs } = {}) => {
    const client = new AbortController();
    const asked: Asked = { name, settlements: 0, leave: () => client.abort(left) };
    const wish = { priority, bytes, signal: client.signal, ...(waitMs !== undefined && { waitMs }) };
    limiter
      .admit(wish)
      .then(
        (admitted) => {
          order.push(name);
          asked.admitted = admitted;
        },
        (error: GlassgateError) => {
          asked.error = error;
        },
      )
      .finally(() => {
        asked.settlements += 1;
      });
    return asked;
  };
  return { clock, limiter, rows, changes, order, ask };
}

/** Send it and be done with it. */
export function finish({ admitted }: Asked, status = 200): void {
  admitted?.permit.answered({ status });
  admitted?.permit.release();
}
