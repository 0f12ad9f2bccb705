import type { LimiterConfig, LimiterSettings } from 'glassgate/plugin-api';
import type { RateLimits } from './config.ts';
import { LimiterRegistry } from './limiter-registry.ts';
import { nothingRemembered } from './stored-sends.ts';
import { testClock } from './test-clock.ts';
import { limits } from './test-limiter.ts';

function registryOf(own: RateLimits, others: Record<string, LimiterConfig> = {}) {
  const clock = testClock();
  const settings: LimiterSettings = { chain: 'openai', settingsFor: (limiter) => others[limiter] };
  const forgotten: string[] = [];
  const keys: string[][] = [];
  const registry = new LimiterRegistry({
    limits: own,
    settings: () => settings,
    clock,
    store: {
      recall: () => nothingRemembered,
      save: async () => undefined,
      forget: (key) => forgotten.push(key),
    },
    onRateChange: () => undefined,
    onKeys: (now) => keys.push([...now]),
  });
  const wish = { priority: 'normal', bytes: 0, signal: new AbortController().signal } as const;
  return { clock, registry, others, forgotten, keys, wish };
}

describe('LimiterRegistry', () => {
  it('has limiters where a chain is limited, each by itself, and none elsewhere', () => {
    const { registry } = registryOf({ solve: limits({ rate_rpm: 6 }) }, { nvidia: limits({ rate_rpm: 40 }) });
    expect(registry.find('solve', 'p1')?.config.rate_rpm).toBe(6);
    expect(registry.find('solve', 'p1')).toBe(registry.find('solve', 'p1'));
    expect(registry.find('solve', 'p2')).not.toBe(registry.find('solve', 'p1'));
    expect(registry.find('openai', 'nvidia')?.config.rate_rpm).toBe(40);
    expect(registry.find('openai', 'other')).toBeUndefined();
    expect(registry.find('echo', 'p1')).toBeUndefined();
    expect(registry.find('toString', 'p1')).toBeUndefined();
  });

  it('keeps limiters of one name in two chains apart', () => {
    const { registry } = registryOf({ solve: limits(), openai: limits() });
    expect(registry.find('solve', 'same')).not.toBe(registry.find('openai', 'same'));
    expect(registry.list().map(({ key }) => key)).toEqual(['openai/same', 'solve/same']);
  });

  it('knows the limiters that are announced from the start', () => {
    const { registry, keys } = registryOf({ solve: limits({ rate_rpm: 6 }) });
    registry.announce('solve', ['p1', 'p2']);
    registry.announce('echo', ['x']);
    expect(keys.at(-1)).toEqual(['solve/p1', 'solve/p2']);
    expect(registry.list()[0]).toMatchObject({
      key: 'solve/p1',
      chain: 'solve',
      limiter: 'p1',
      state: 'normal',
      configured_rpm: 6,
      token_bucket: { tokens: 6, capacity: 6, utilization: 0 },
      queue: { max_size: 500, depth_by_priority: { urgent: 0, high: 0, normal: 0, low: 0 } },
      paused_until: null,
      window_sends: 0,
    });
  });

  it('forgets one that is not announced any more when it is idle and its minute is over', async () => {
    const { registry, clock, forgotten, wish } = registryOf({ solve: limits() });
    registry.announce('solve', ['p1', 'p2']);
    const admitted = registry.find('solve', 'p2')?.admit(wish);
    await clock.advance(0);
    registry.announce('solve', ['p1']);
    (await admitted)?.permit.release();
    registry.tick();
    expect(registry.list()).toHaveLength(2);
    await clock.advance(61_000);
    registry.tick();
    expect(registry.list().map(({ key }) => key)).toEqual(['solve/p1']);
    expect(forgotten).toEqual(['solve/p2']);
  });

  it('does not collect limiters of a chain that announces none', () => {
    const { registry } = registryOf({ echo: limits() });
    for (let index = 0; index < 100; index += 1) registry.find('echo', `client ${index}`);
    registry.tick();
    expect(registry.list()).toEqual([]);
  });

  it('takes other limits from either place, and keeps what an operator has laid over them', () => {
    const { registry, others } = registryOf({ solve: limits({ rate_rpm: 6 }) }, { nvidia: limits() });
    registry.announce('solve', ['p1']);
    registry.announce('openai', ['nvidia']);
    registry.override(new Map([['openai/nvidia', { rate_rpm: 10 }]]));
    registry.setLimits({ solve: limits({ rate_rpm: 12 }) });
    const rates = () => registry.list().map(({ configured_rpm }) => configured_rpm);
    expect(rates()).toEqual([10, 12]);
    others['nvidia'] = limits({ rate_rpm: 30 });
    registry.announce('openai', ['nvidia']);
    expect(rates()).toEqual([10, 12]);
    expect(registry.limitsOf('openai/nvidia')).toMatchObject({
      configured: { rate_rpm: 30 },
      inForce: { rate_rpm: 10 },
    });
    registry.override(new Map());
    expect(rates()).toEqual([30, 12]);
  });

  it('lays an override over a limiter that comes later', () => {
    const { registry } = registryOf({ solve: limits({ rate_rpm: 6 }) });
    registry.override(new Map([['solve/p1', { rate_rpm: 2, queue_max_size: 3 }]]));
    registry.announce('solve', ['p1', 'p2']);
    expect(registry.find('solve', 'p1')?.config).toMatchObject({ rate_rpm: 2, queue_max_size: 3 });
    expect(registry.find('solve', 'p2')?.config.rate_rpm).toBe(6);
  });

  it('limits nobody any more when the limits are gone', () => {
    const { registry } = registryOf({ solve: limits() });
    registry.announce('solve', ['p1']);
    registry.setLimits({});
    expect(registry.find('solve', 'p1')).toBeUndefined();
    registry.tick();
    expect(registry.list()).toEqual([]);
  });

  it('says which limits nobody is limited by', () => {
    const { registry } = registryOf({ solve: limits(), slove: limits() });
    registry.announce('solve', []);
    expect(registry.unknownChains()).toEqual(['slove']);
  });

  it('does for operators what they ask, by key', () => {
    const { registry } = registryOf({ solve: limits() });
    registry.announce('solve', ['p1']);
    registry.override(new Map([['solve/p1', { rate_rpm: 7, queue_max_size: 8 }]]));
    registry.reset('solve/p1');
    expect(registry.list()[0]).toMatchObject({ configured_rpm: 7, queue: { max_size: 8 } });
    for (const attempt of [() => registry.reset('solve/p9'), () => registry.limitsOf('p1')]) {
      expect(attempt).toThrow('There is no limiter');
    }
  });
});
