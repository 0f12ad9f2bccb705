import { pino } from 'pino';
import { rateChangeTeller } from './rate-change-teller.ts';

function tellerOf() {
  const lines: { event: string; level: number; limiter: string; to_rpm: number }[] = [];
  const steps: string[] = [];
  const log = pino({}, { write: (line) => lines.push(JSON.parse(line)) });
  const tell = rateChangeTeller(log, { increment: ({ limiter, step }) => steps.push(`${limiter} ${step}`) });
  return { lines, steps, tell };
}

describe('rateChangeTeller', () => {
  it.each([
    ['normal', 'retreat', 40, 30, false, ['ratelimit.retreat'], ['k retreat']],
    ['normal', 'retreat', 40, 5, true, ['ratelimit.retreat', 'ratelimit.floor'], ['k floor']],
    ['retreat', 'recover', 5, 7, false, ['ratelimit.recover'], ['k recover']],
    ['recover', 'normal', 39, 40, false, ['ratelimit.recover'], ['k recover']],
    ['normal', 'normal', 40, 20, false, ['ratelimit.rate_set'], []],
  ] as const)('from %s to %s, %d to %d (floor: %s)', (from, to, fromRpm, toRpm, isFloor, events, counted) => {
    const { lines, steps, tell } = tellerOf();
    tell('k', { from, to, fromRpm, toRpm, isFloor });
    expect(lines.map(({ event }) => event)).toEqual(events);
    expect(lines[0]).toMatchObject({ limiter: 'k', from_rpm: fromRpm, to_rpm: toRpm });
    expect(steps).toEqual(counted);
  });

  it('warns of the floor only', () => {
    const { lines, tell } = tellerOf();
    tell('k', { from: 'normal', to: 'retreat', fromRpm: 40, toRpm: 5, isFloor: true });
    expect(lines.map(({ level }) => level)).toEqual([30, 40]);
  });
});
