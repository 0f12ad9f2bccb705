import { SendRecord } from './send-record.ts';
import { settled } from './test-clock.ts';

/** A record whose rows reach the disk when the test says so. */
function recordOf(reserve = 3) {
  const clock = { ms: 0 };
  const rows: number[] = [];
  const held: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let pending = 0;
  let ready = 0;
  const record = new SendRecord({
    now: () => clock.ms,
    reserveFor: () => reserve,
    pending: () => pending,
    write: ({ openSends }) => {
      rows.push(openSends);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      held.push({ resolve, reject });
      return promise;
    },
    onReady: () => {
      ready += 1;
    },
  });
  const onDisk = async () => {
    held.shift()?.resolve();
    await settled();
  };
  return {
    clock,
    rows,
    record,
    onDisk,
    fail: async () => {
      held.shift()?.reject(new Error('disk full'));
      await settled();
    },
    setPending: (count: number) => {
      pending = count;
    },
    readies: () => ready,
  };
}

describe('SendRecord', () => {
  it('lets nobody go before a row says that somebody may have gone', async () => {
    const { record, rows, onDisk, readies } = recordOf();
    expect([record.waitMs(), record.waitMs(), rows]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      [3],
    ]);
    await onDisk();
    expect([record.waitMs(), readies()]).toEqual([0, 1]);
  });

  it('lets no more go than the row says, until a second later', async () => {
    const { record, rows, onDisk, clock } = recordOf(2);
    record.waitMs();
    await onDisk();
    record.sent();
    record.sent();
    expect([record.waitMs(), rows]).toEqual([1000, [2]]);
    clock.ms = 1000;
    expect([record.waitMs(), rows]).toEqual([Number.POSITIVE_INFINITY, [2, 2]]);
  });

  it('renews the row under way, and counts against both while it is not known which is on disk', async () => {
    const { record, rows, onDisk, clock } = recordOf(4);
    record.waitMs();
    await onDisk();
    record.sent();
    clock.ms = 1200;
    record.sent();
    expect([record.waitMs(), rows]).toEqual([0, [4, 4]]);
    record.sent();
    record.sent();
    expect(record.waitMs()).toBe(Number.POSITIVE_INFINITY);
    await onDisk();
    expect(record.waitMs()).toBe(0);
  });

  it('goes on without a store that cannot write', async () => {
    const { record, fail } = recordOf();
    record.waitMs();
    await fail();
    expect(record.waitMs()).toBe(0);
  });

  it('closes the row when nothing was sent for a while, once', async () => {
    const { record, rows, onDisk, clock } = recordOf();
    record.waitMs();
    await onDisk();
    record.sent();
    for (clock.ms = 1000; clock.ms <= 10_000; clock.ms += 1000) {
      record.tick();
      await onDisk();
    }
    expect(rows).toEqual([3, 3, 0]);
    expect(record.waitMs()).toBe(Number.POSITIVE_INFINITY);
  });

  it('keeps the row young while a send is on its way', async () => {
    const { record, rows, onDisk, clock, setPending } = recordOf();
    setPending(2);
    for (clock.ms = 1000; clock.ms <= 3000; clock.ms += 1000) {
      record.tick();
      await onDisk();
    }
    setPending(0);
    record.changed();
    record.tick();
    await onDisk();
    record.tick();
    expect(rows).toEqual([2, 2, 2, 0]);
  });

  it('writes a last row, unless there was nothing to say', async () => {
    const quiet = recordOf();
    quiet.record.close();
    expect(quiet.rows).toEqual([]);
    const { record, rows, onDisk } = recordOf();
    record.waitMs();
    await onDisk();
    record.sent();
    record.close();
    expect(rows).toEqual([3, 0]);
  });
});
