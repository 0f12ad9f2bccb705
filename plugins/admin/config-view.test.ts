import type { UpstreamStatus } from 'glassgate/plugin-api';
import { openTestStore } from 'glassgate/testing';
import { configView } from './config-view.ts';
import { OverrideBook } from './override-book.ts';
import type { Wish } from './parse-change.ts';
import { overrideTable } from './tables.ts';
import { type TestLimiter, testLimiters } from './test-limiters.ts';

const one = 'openai/nvidia/main';
const two = 'openai/local/main';
const upstream: UpstreamStatus = {
  key: 'nvidia/main',
  provider: 'nvidia',
  credential_id: 'main',
  base_url: 'https://nvidia.example/v1',
  masked_key: 'nvap****',
  circuit: 'closed',
  key_state: 'ok',
  inflight: 0,
  requests: 0,
  errors: 0,
  last_status: null,
};

interface World {
  readonly limiter: TestLimiter;
  readonly upstreams: UpstreamStatus[];
  readonly limiters: ReturnType<typeof testLimiters>;
  set(wish: Wish, who?: string): void;
}

interface Body {
  readonly limiters: Readonly<Record<string, { readonly settings: Readonly<Record<string, object>> }>>;
  readonly overrides_without_limiter: readonly object[];
  readonly providers: readonly object[];
}

async function openWorld() {
  const opened = await openTestStore(overrideTable);
  const book = new OverrideBook(opened.store.table(overrideTable), []);
  const limiter: TestLimiter = { config: { rate_rpm: 40 } };
  const limiters = testLimiters({ [one]: limiter, [two]: {} });
  const upstreams = [upstream];
  const world: World = {
    limiter,
    upstreams,
    limiters,
    set: (wish, who = 'ann') => {
      book.put(wish, who);
      limiters.override(book.asOverrides());
    },
  };
  return {
    world,
    view: () => {
      const { body, etag } = configView({ limiters, upstreams, book });
      return { body: body as Body, etag };
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

it.each<[string, (world: World) => unknown]>([
  ['a limiter retreats', ({ limiter }) => Object.assign(limiter, { state: 'retreat', effectiveRpm: 3 })],
  ['requests wait', ({ limiter }) => Object.assign(limiter, { waiting: 7 })],
  [
    'a provider fails',
    ({ upstreams }) =>
      Object.assign(upstreams, [
        { ...upstream, circuit: 'open', key_state: 'failed', requests: 9, errors: 8 },
      ]),
  ],
  ['nothing happens', () => undefined],
])('keeps its etag while %s', async (_what, happen) => {
  await using opened = await openWorld();
  const before = opened.view().etag;
  happen(opened.world);

  expect(opened.view().etag).toBe(before);
  expect(before).toMatch(/^"[a-f\d]{32}"$/);
});

it.each<[string, (world: World) => unknown]>([
  ['the file has another value', ({ limiter }) => Object.assign(limiter, { config: { rate_rpm: 41 } })],
  ['a value is set', ({ set }) => set({ limiter: one, name: 'rate_rpm', value: 20 })],
  ['a value is set to that of the file', ({ set }) => set({ limiter: one, name: 'rate_rpm', value: 40 })],
  ['somebody else sets it', ({ set }) => set({ limiter: two, name: 'overflow_max', value: 3 }, 'bob')],
  ['it is taken back', ({ set }) => set({ limiter: two, name: 'overflow_max', value: undefined })],
  ['it is set for a limiter that is gone', ({ set }) => set({ limiter: 'gone', name: 'rate_rpm', value: 1 })],
  ['a limiter goes', ({ limiters }) => limiters.byKey.delete(two)],
  ['a limiter comes', ({ limiters }) => limiters.byKey.set('openai/third/main', {})],
  ['a provider goes', ({ upstreams }) => upstreams.pop()],
  [
    'a provider moves',
    ({ upstreams }) => Object.assign(upstreams, [{ ...upstream, base_url: 'https://b.example' }]),
  ],
  [
    'a key is another one',
    ({ upstreams }) => Object.assign(upstreams, [{ ...upstream, masked_key: 'nvbp****' }]),
  ],
])('has another etag when %s', async (_what, happen) => {
  await using opened = await openWorld();
  opened.world.set({ limiter: two, name: 'overflow_max', value: 3 });
  const before = opened.view().etag;
  happen(opened.world);

  expect(opened.view().etag).not.toBe(before);
});

it('says who has set a value, and what the file has now', async () => {
  await using opened = await openWorld();
  opened.world.set({ limiter: one, name: 'rate_rpm', value: 20 });
  opened.world.limiter.config = { rate_rpm: 33, max_inflight: 4 };
  const { settings } = opened.view().body.limiters[one] ?? {};

  expect(settings).toMatchObject({
    rate_rpm: { value: 20, origin: 'override', configured: 33, set_by: 'ann', set_at: expect.any(String) },
    max_inflight: { value: 4, origin: 'config' },
  });
  expect(settings?.['max_inflight']).toEqual({ value: 4, origin: 'config' });
});

it('gives one limiter nothing that was set for another', async () => {
  await using opened = await openWorld();
  opened.world.set({ limiter: two, name: 'rate_rpm', value: 20 });
  const { limiters } = opened.view().body;

  expect(limiters[one]?.settings['rate_rpm']).toEqual({ value: 40, origin: 'config' });
  expect(limiters[two]?.settings['rate_rpm']).toMatchObject({ value: 20, origin: 'override' });
});

it.each(['openai/gone/main', '__proto__', 'constructor', 'toString'])(
  'keeps what was set for %s apart while there is no such limiter, and shows it there when there is',
  async (limiter) => {
    await using opened = await openWorld();
    opened.world.set({ limiter, name: 'rate_rpm', value: 20 });
    const without = opened.view().body;
    opened.world.limiters.byKey.set(limiter, {});
    const returned = opened.view().body;

    expect(without.overrides_without_limiter).toEqual([
      { limiter, name: 'rate_rpm', value: 20, set_by: 'ann', set_at: expect.any(String) },
    ]);
    expect(Object.keys(without.limiters)).toEqual([one, two]);
    expect(returned.overrides_without_limiter).toEqual([]);
    expect(Object.getOwnPropertyDescriptor(returned.limiters, limiter)?.value).toMatchObject({
      settings: { rate_rpm: { value: 20, origin: 'override' } },
    });
  },
);

it('shows of a provider what it is, and not what it holds', async () => {
  await using opened = await openWorld();
  Object.assign(opened.world.upstreams, [{ ...upstream, api_key: 'nvapi-0123456789abcdefghij' }]);

  expect(opened.view().body.providers).toEqual([
    { provider: 'nvidia', credential_id: 'main', base_url: upstream.base_url, masked_key: 'nvap****' },
  ]);
});
