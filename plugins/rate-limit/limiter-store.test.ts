import { openTestStore } from 'glassgate/testing';
import { openLimiterStore } from './limiter-store.ts';
import { limiterTable } from './tables.ts';
import { testLimiter } from './test-limiter.ts';

const wallMs = 1_800_000_000_000;
const row = { sends_json: '[]', open_sends: 0, paused_until_ms: 0, written_at_ms: wallMs };

describe('the store of limiters', () => {
  it('keeps what a limiter has sent and how long it pauses', async () => {
    await using opened = await openTestStore(limiterTable);
    const { limiter, clock } = testLimiter();
    limiter.gate.open().written();
    limiter.gate.open().answered({ status: 429, retryAfterMs: 90_000 });
    const store = await openLimiterStore({ store: opened.store, wall: clock.wall });

    await store.save(limiter, { openSends: 3 });

    clock.ms += 30_000;
    const later = await openLimiterStore({ store: opened.store, wall: clock.wall });
    expect(later.recall('test/one')).toEqual({
      agesMs: [30_000, 30_000, 20_000, 20_000, 20_000],
      pauseMs: 60_000,
    });
    expect(later.recall('test/two')).toEqual({ agesMs: [], pauseMs: 0 });
  });

  it('forgets a limiter, and rows that are too old to matter', async () => {
    await using opened = await openTestStore(limiterTable);
    const table = opened.store.table(limiterTable);
    table.put({ ...row, limiter: 'old', written_at_ms: wallMs - 3_600_001 });
    table.put({ ...row, limiter: 'paused', written_at_ms: wallMs - 3_600_001, paused_until_ms: wallMs });
    table.put({ ...row, limiter: 'gone' });
    table.put({ ...row, limiter: 'new' });
    await opened.store.committed();

    const store = await openLimiterStore({ store: opened.store, wall: () => wallMs });
    store.forget('gone');
    await opened.store.committed();

    expect((await table.find({})).map(({ limiter }) => limiter).sort()).toEqual(['new', 'paused']);
  });
});
