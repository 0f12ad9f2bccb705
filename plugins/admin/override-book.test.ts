import { type Repository, timestamp } from 'glassgate/plugin-api';
import { openTestStore } from 'glassgate/testing';
import { OverrideBook } from './override-book.ts';
import { type OverrideRow, overrideTable } from './tables.ts';

const one = 'openai/nvidia/main';

async function openBook() {
  const opened = await openTestStore(overrideTable);
  const { store } = opened;
  const rows: Repository<OverrideRow> = store.table(overrideTable);
  return {
    book: new OverrideBook(rows, []),
    /** As after a restart. */
    reopened: async () => {
      await store.committed();
      return new OverrideBook(rows, await rows.find({}));
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

function rowOf(changed: Partial<OverrideRow>): OverrideRow {
  const row = { id: 'any', limiter: one, name: 'rate_rpm', value_json: '20', set_by: 'admin' };
  return { ...row, set_at: timestamp(), ...changed };
}

const nowhere: Repository<OverrideRow> = {
  put: () => undefined,
  change: () => undefined,
  delete: () => undefined,
  find: async () => [],
  changeWhere: async () => 0,
};

it.each([
  ['rate_rpm', 0.5],
  ['max_inflight', 1],
  ['overflow_max', 0],
  ['queue_full_policy', 'drop_lowest'],
] as const)('has %s = %j at once, and again after a restart', async (name, value) => {
  await using opened = await openBook();
  const { book, reopened } = opened;
  book.put({ limiter: one, name, value }, 'ann');

  const override = {
    limiter: one,
    name,
    value,
    setBy: 'ann',
    setAt: expect.stringMatching(/^\d{4}-.*\+00:00$/),
  };
  expect(book.find({ limiter: one, name })).toEqual(override);
  expect((await reopened()).all()).toEqual(book.all());
});

it('keeps the last of several values and who set it, and forgets what was taken back', async () => {
  await using opened = await openBook();
  const { book, reopened } = opened;
  book.put({ limiter: one, name: 'rate_rpm', value: 20 }, 'ann');
  book.put({ limiter: one, name: 'rate_rpm', value: 30 }, 'bob');
  book.put({ limiter: one, name: 'max_inflight', value: 3 }, 'ann');
  book.put({ limiter: one, name: 'max_inflight', value: undefined }, 'bob');
  book.put({ limiter: one, name: 'overflow_max', value: undefined }, 'bob');

  for (const each of [book, await reopened()]) {
    expect(each.all()).toMatchObject([{ name: 'rate_rpm', value: 30, setBy: 'bob' }]);
    expect(each.find({ limiter: one, name: 'max_inflight' })).toBeUndefined();
  }
});

it('has one value under a name again that was taken back before', async () => {
  await using opened = await openBook();
  const { book, reopened } = opened;
  for (const value of [20, undefined, 30]) book.put({ limiter: one, name: 'rate_rpm', value }, 'ann');

  expect((await reopened()).asOverrides()).toEqual(new Map([[one, { rate_rpm: 30 }]]));
});

it('hands limiters what is theirs, whatever they are called', () => {
  const book = new OverrideBook(nowhere, []);
  const names = [one, `${one} rate_rpm`, '__proto__', 'constructor', ''];
  for (const [index, limiter] of names.entries()) {
    book.put({ limiter, name: 'rate_rpm', value: index + 1 }, 'ann');
    book.put({ limiter, name: 'overflow_max', value: index }, 'ann');
  }

  expect([...book.asOverrides()]).toEqual(
    names.map((limiter, index) => [limiter, { rate_rpm: index + 1, overflow_max: index }]),
  );
  expect(book.find({ limiter: 'toString', name: 'rate_rpm' })).toBeUndefined();
});

it('does not change what it has handed out', () => {
  const book = new OverrideBook(nowhere, [rowOf({})]);
  const before = book.asOverrides();
  book.put({ limiter: one, name: 'rate_rpm', value: 30 }, 'ann');

  expect(before).toEqual(new Map([[one, { rate_rpm: 20 }]]));
});

it.each([
  ['a setting that there is not', { name: 'colour' }],
  ['a setting that cannot be overridden', { name: 'window_guard', value_json: 'false' }],
  ['a key of every object', { name: 'constructor' }],
  ['a value out of range', { value_json: '0' }],
  ['a value of another type', { value_json: '"20"' }],
  ['null', { value_json: 'null' }],
  ['an object', { value_json: '{"__proto__":{"rate_rpm":1}}' }],
  ['no JSON', { value_json: '20,' }],
  ['nothing', { value_json: '' }],
])('passes over a row with %s, and takes the others', (_what, changed) => {
  const other = rowOf({ name: 'max_inflight', value_json: '7' });
  const book = new OverrideBook(nowhere, [rowOf(changed), other]);

  expect(book.all()).toMatchObject([{ limiter: one, name: 'max_inflight', value: 7 }]);
});
