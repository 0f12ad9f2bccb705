import { FailureLimit } from './failure-limit.ts';

describe('FailureLimit', () => {
  it('refuses an address after so many failures, for the rest of its minute, and no other', () => {
    const clock = { time: 0 };
    const limit = new FailureLimit(() => clock.time);
    limit.failed('a');
    clock.time = 20_000;
    expect(limit.refusedMs('a', 2)).toBe(0);
    limit.failed('a');
    expect(limit.refusedMs('a', 2)).toBe(40_000);
    expect(limit.refusedMs('b', 2)).toBe(0);
    expect(limit.refusedMs('a', 0)).toBe(0);
    clock.time = 60_000;
    expect(limit.refusedMs('a', 2)).toBe(0);
    limit.failed('a');
    expect(limit.refusedMs('a', 2)).toBe(0);
  });

  it('remembers ten thousand addresses and no more', () => {
    const limit = new FailureLimit(() => 0);
    for (let index = 0; index <= 10_000; index += 1) limit.failed(`address ${index}`);

    expect(limit.refusedMs('address 0', 1)).toBe(0);
    expect(limit.refusedMs('address 1', 1)).toBe(60_000);
  });
});
