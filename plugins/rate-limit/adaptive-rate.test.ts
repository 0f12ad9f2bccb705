import { AdaptiveRate, type AdaptiveSettings, type RateChange } from './adaptive-rate.ts';

const settings: AdaptiveSettings = {
  retreatWindowMs: 60_000,
  retreatThreshold: 0.05,
  retreatFactor: 0.75,
  retreatMinRpm: 5,
  floorThreshold: 0.2,
  recoverWindowMs: 120_000,
  recoverThreshold: 0.02,
  recoverIncrementRpm: 2,
  minSamples: 5,
  retreatStepMs: 10_000,
  recoverStepMs: 15_000,
};

/** Each answer may move the rate, and nothing moves it at once to the floor. */
const unpaced = { minSamples: 1, retreatStepMs: 0, recoverStepMs: 0, floorThreshold: 2 };

function rateAt(rpm: number, changed: Partial<AdaptiveSettings> = {}) {
  const clock = { ms: 0 };
  const changes: RateChange[] = [];
  const rate = new AdaptiveRate({
    configuredRpm: rpm,
    settings: { ...settings, ...changed },
    now: () => clock.ms,
    onChange: (change) => changes.push(change),
  });
  const answer = (is429: boolean) => {
    rate.record(is429);
    rate.evaluate();
  };
  return { clock, rate, changes, answer };
}

describe('AdaptiveRate going down', () => {
  it('takes three quarters for each 429 until the floor', () => {
    const { rate, answer } = rateAt(40, unpaced);
    const ladder = Array.from({ length: 9 }, () => {
      answer(true);
      return rate.effectiveRpm;
    });
    expect(ladder).toEqual([30, 22.5, 16.875, 12.65625, 9.4921875, 7.119140625, 5.33935546875, 5, 5]);
  });

  it.each([
    [20, 'retreat'],
    [21, 'normal'],
  ])('with one 429 among %i answers is in %s', (answers, state) => {
    const { rate } = rateAt(40, unpaced);
    for (let index = 1; index < answers; index += 1) rate.record(false);
    rate.record(true);
    rate.evaluate();
    expect(rate.state).toBe(state);
  });

  it('says nothing of fewer answers than the least number of samples', () => {
    const { rate, answer } = rateAt(40, { floorThreshold: 2 });
    for (let index = 0; index < 4; index += 1) answer(true);
    expect(rate.effectiveRpm).toBe(40);
    answer(true);
    expect(rate.effectiveRpm).toBe(30);
  });

  it('falls to the floor at once when a fifth of the answers is 429', () => {
    const { rate, answer, changes } = rateAt(40);
    for (const is429 of [false, false, false, false, true]) answer(is429);
    expect(rate.effectiveRpm).toBe(5);
    expect(changes).toEqual([{ from: 'normal', to: 'retreat', fromRpm: 40, toRpm: 5, isFloor: true }]);
  });

  it('waits between two steps', () => {
    const { rate, answer, clock } = rateAt(40, { floorThreshold: 2 });
    for (let index = 0; index < 20; index += 1) answer(true);
    expect(rate.effectiveRpm).toBe(30);
    clock.ms = 10_000;
    rate.evaluate();
    expect(rate.effectiveRpm).toBe(22.5);
  });

  it('never goes above a configured rate that is below the floor', () => {
    const { rate, answer } = rateAt(3, unpaced);
    answer(true);
    expect(rate.effectiveRpm).toBe(3);
  });
});

describe('AdaptiveRate going up', () => {
  it('recovers from the floor as the golden vector says', () => {
    const { rate, answer, clock } = rateAt(40, unpaced);
    for (let index = 0; index < 9; index += 1) answer(true);
    const seen: [number, string, number][] = [];
    for (clock.ms = 12_000; clock.ms <= 348_000; clock.ms += 12_000) {
      answer(false);
      seen.push([clock.ms / 1000, rate.state, rate.effectiveRpm]);
    }
    expect(seen.find(([, state]) => state === 'recover')).toEqual([132, 'recover', 7]);
    expect(seen.find(([, state]) => state === 'normal')).toEqual([336, 'normal', 40]);
  });

  it('counts the quiet time from the last 429', () => {
    const { rate, answer, clock } = rateAt(40, unpaced);
    answer(true);
    clock.ms = 100_000;
    for (let index = 0; index < 99; index += 1) rate.record(false);
    answer(true);
    clock.ms = 219_000;
    rate.evaluate();
    expect(rate.state).toBe('retreat');
    clock.ms = 220_001;
    rate.evaluate();
    expect(rate.state).toBe('recover');
  });

  it('recovers without any traffic', () => {
    const { rate, answer, clock } = rateAt(40);
    for (let index = 0; index < 5; index += 1) answer(true);
    expect(rate.effectiveRpm).toBe(5);
    for (clock.ms = 1000; clock.ms <= 400_000; clock.ms += 1000) rate.evaluate();
    expect([rate.state, rate.effectiveRpm]).toEqual(['normal', 40]);
  });

  it('needs 270 seconds from 5 to 40, however many answers come', () => {
    const { rate, answer, clock } = rateAt(40);
    for (let index = 0; index < 5; index += 1) answer(true);
    let startedAt = 0;
    for (clock.ms = 1000; rate.state !== 'normal'; clock.ms += 1000) {
      answer(false);
      if (startedAt === 0 && rate.state === 'recover') startedAt = clock.ms;
    }
    // 18 steps, the first of them at once.
    expect(clock.ms - 1000 - startedAt).toBe(17 * 15_000);
  });

  it('goes down again at the first sign of trouble', () => {
    const { rate, answer, clock } = rateAt(40, unpaced);
    for (let index = 0; index < 9; index += 1) answer(true);
    clock.ms = 121_000;
    answer(false);
    expect(rate.effectiveRpm).toBe(7);
    answer(true);
    expect([rate.state, rate.effectiveRpm]).toEqual(['retreat', 5.25]);
  });
});

describe('AdaptiveRate and the operator', () => {
  it('follows a new rate at once in the state normal', () => {
    const { rate } = rateAt(40);
    rate.setConfiguredRpm(60);
    expect([rate.configuredRpm, rate.effectiveRpm]).toEqual([60, 60]);
  });

  it('recovers up to the new rate, not to the one of the start', () => {
    const { rate, answer, clock } = rateAt(40, unpaced);
    rate.setConfiguredRpm(60);
    answer(true);
    expect(rate.effectiveRpm).toBe(45);
    for (clock.ms = 1000; clock.ms <= 200_000; clock.ms += 1000) rate.evaluate();
    expect([rate.state, rate.effectiveRpm]).toEqual(['normal', 60]);
  });

  it('never recovers above a lowered rate', () => {
    const { rate, answer, clock } = rateAt(40, unpaced);
    answer(true);
    rate.setConfiguredRpm(20);
    expect(rate.effectiveRpm).toBe(20);
    for (clock.ms = 1000; clock.ms <= 200_000; clock.ms += 1000) rate.evaluate();
    expect([rate.state, rate.effectiveRpm]).toEqual(['normal', 20]);
  });

  it('forgets everything at a reset', () => {
    const { rate, answer } = rateAt(40);
    for (let index = 0; index < 5; index += 1) answer(true);
    rate.reset();
    expect([rate.state, rate.effectiveRpm, rate.ratio429]).toEqual(['normal', 40, 0]);
  });
});
