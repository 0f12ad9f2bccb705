import { TokenBucket } from './token-bucket.ts';

function bucketAt(ratePerMinute: number, capacity: number) {
  const clock = { ms: 0 };
  return { clock, bucket: new TokenBucket({ ratePerMinute, capacity, now: () => clock.ms }) };
}

function drain(bucket: TokenBucket): number {
  let taken = 0;
  while (bucket.take()) taken += 1;
  return taken;
}

describe('TokenBucket', () => {
  it('starts full and refuses when it is empty', () => {
    const { bucket } = bucketAt(40, 40);
    expect(drain(bucket)).toBe(40);
    expect(bucket.take()).toBe(false);
  });

  it('says exactly how long the next token takes, and has it then', () => {
    const { bucket, clock } = bucketAt(40, 1);
    bucket.take();
    expect(bucket.waitMs()).toBeCloseTo(1500, 9);
    clock.ms = 1499;
    expect(bucket.take()).toBe(false);
    clock.ms = 1500;
    expect(bucket.take()).toBe(true);
  });

  it('never holds more than its capacity', () => {
    const { bucket, clock } = bucketAt(40, 5);
    clock.ms = 3_600_000;
    expect(drain(bucket)).toBe(5);
  });

  it('credits the time before a change of rate at the old rate', () => {
    const { bucket, clock } = bucketAt(40, 40);
    drain(bucket);
    clock.ms = 30_000;
    bucket.setRate(30);
    expect(bucket.tokens).toBeCloseTo(20, 9);
  });

  it('gives a token back without exceeding the capacity', () => {
    const { bucket } = bucketAt(40, 2);
    bucket.giveBack();
    expect(bucket.tokens).toBe(2);
    drain(bucket);
    bucket.giveBack();
    expect(drain(bucket)).toBe(1);
  });

  it('ignores a clock that goes backwards', () => {
    const { bucket, clock } = bucketAt(60, 2);
    drain(bucket);
    clock.ms = -60_000;
    expect(bucket.take()).toBe(false);
    clock.ms = 1000;
    expect(bucket.take()).toBe(true);
  });
});
