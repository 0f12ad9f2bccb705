import { GlassgateError } from 'glassgate/plugin-api';
import { openTestStore } from 'glassgate/testing';
import { Audit } from './audit.ts';
import { type Change, changeConfig } from './change-config.ts';
import { OverrideBook } from './override-book.ts';
import type { Wish } from './parse-change.ts';
import { auditTable, overrideTable } from './tables.ts';
import { type TestLimiter, testLimiters } from './test-limiters.ts';

const one = 'openai/nvidia/main';
const caller = { who: 'ann', source: '127.0.0.1', requestId: 'request-1' };

async function openConfig(limiter: TestLimiter) {
  const opened = await openTestStore(overrideTable, auditTable);
  const { store } = opened;
  const limiters = testLimiters({ [one]: limiter });
  const book = new OverrideBook(store.table(overrideTable), []);
  const audit = new Audit(store.table(auditTable));
  const told: (readonly Change[])[] = [];
  const parts = {
    limiters: () => limiters,
    book,
    audit,
    store,
    changed: (changes: readonly Change[]) => told.push(changes),
  };
  return {
    book,
    limiters,
    told,
    change: (...wishes: readonly Wish[]) => changeConfig({ wishes, caller }, parts),
    actions: async () => {
      const { entries } = (await audit.list({})) as { entries: readonly { action: string }[] };
      return entries.map(({ action }) => action);
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

const wish = (name: Wish['name'], value: Wish['value'], limiter = one): Wish => ({ limiter, name, value });

it('answers what was in force and what is, and tells of it once', async () => {
  await using opened = await openConfig({ config: { rate_rpm: 40 } });
  const changes = await opened.change(wish('rate_rpm', 20), wish('max_inflight', 3));

  expect(changes).toEqual([
    { limiter: one, name: 'rate_rpm', old: 40, new: 20 },
    { limiter: one, name: 'max_inflight', old: 20, new: 3 },
  ]);
  expect(opened.told).toEqual([changes]);
});

it('takes no notice of what is so already', async () => {
  await using opened = await openConfig({});
  await opened.change(wish('rate_rpm', 20));
  const again = await opened.change(wish('rate_rpm', 20), wish('max_inflight', undefined));

  expect(again).toEqual([]);
  expect(opened.told).toHaveLength(1);
  expect(await opened.actions()).toEqual(['override']);
});

it('holds a value that the file has too, so that it stays when the file changes', async () => {
  const limiter: TestLimiter = { config: { rate_rpm: 40 } };
  await using opened = await openConfig(limiter);
  await opened.change(wish('rate_rpm', 40));
  limiter.config = { rate_rpm: 10 };

  expect(opened.limiters.limitsOf(one).inForce.rate_rpm).toBe(40);
});

it('takes back what was set for a limiter that is gone', async () => {
  await using opened = await openConfig({});
  await opened.change(wish('rate_rpm', 20));
  opened.limiters.byKey.delete(one);

  expect(await opened.change(wish('rate_rpm', undefined))).toEqual([
    { limiter: one, name: 'rate_rpm', old: undefined, new: undefined },
  ]);
  expect(opened.book.all()).toEqual([]);
  expect(await opened.actions()).toEqual(['remove', 'override']);
});

describe('a queue in which requests wait', () => {
  it.each<[string, Wish['value'], boolean]>([
    ['shorter than they need', 4, false],
    ['as long as they need', 5, true],
    ['longer', 6, true],
    ['as long as in the file, where that is shorter', undefined, false],
  ])('can be made %s: %p, %p', async (_what, value, isAllowed) => {
    const limiter: TestLimiter = { config: { queue_max_size: 3 } };
    await using opened = await openConfig(limiter);
    await opened.change(wish('queue_max_size', 9));
    limiter.waiting = 5;
    const code = await opened.change(wish('rate_rpm', 7), wish('queue_max_size', value)).then(
      () => undefined,
      (error: unknown) => GlassgateError.from(error),
    );

    const { rate_rpm, queue_max_size } = opened.limiters.limitsOf(one).inForce;
    expect(code?.details).toEqual(isAllowed ? undefined : { current_size: 5 });
    expect([rate_rpm, queue_max_size]).toEqual(isAllowed ? [7, value] : [40, 9]);
  });

  it('goes back to the file where that is long enough', async () => {
    const limiter: TestLimiter = { config: { queue_max_size: 5 } };
    await using opened = await openConfig(limiter);
    await opened.change(wish('queue_max_size', 9));
    limiter.waiting = 5;

    expect(await opened.change(wish('queue_max_size', undefined))).toMatchObject([{ old: 9, new: 5 }]);
  });

  it('does not stand in the way of what is asked for the rest', async () => {
    await using opened = await openConfig({ config: { queue_max_size: 9 }, waiting: 5 });

    expect(await opened.change(wish('max_inflight', 1), wish('queue_max_size', 1, 'gone'))).toHaveLength(2);
  });
});
