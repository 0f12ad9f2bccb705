import { between, isIdle, stageTimesIn } from './stage-times.ts';

const sample = (kind: string, stage: string, outcome: string, value: number) =>
  `glassgate_stage_duration_seconds_${kind}{chain="solve",stage="${stage}",outcome="${outcome}"} ${value}`;

const text = [
  '# TYPE glassgate_stage_duration_seconds histogram',
  sample('sum', 'selector', 'ok', 2),
  sample('sum', 'upstream', 'ok', 5),
  sample('sum', 'unaccounted', 'ok', 1),
  sample('count', 'unaccounted', 'ok', 10),
  sample('sum', 'selector', 'reject', 70),
  sample('count', 'unaccounted', 'reject', 3),
  sample('count', 'unaccounted', 'canceled', 100),
  sample('sum', 'selector', 'ok', 900).replace('chain="solve"', 'chain="openai"'),
].join('\n');

describe('stageTimesIn', () => {
  it('adds up the stages of successful solves and counts the failures', () => {
    expect(stageTimesIn(text)).toEqual({ selector: 2, all: 8, solves: 10, failures: 3 });
  });

  it('knows nothing of a gateway that had no request', () => {
    expect(stageTimesIn('')).toEqual({ selector: 0, all: 0, solves: 0, failures: 0 });
  });
});

describe('between', () => {
  it('is what came to it', () => {
    const later = { selector: 3, all: 10, solves: 14, failures: 4 };
    expect(between(stageTimesIn(text), later)).toEqual({ selector: 1, all: 2, solves: 4, failures: 1 });
  });
});

describe('isIdle', () => {
  it.each([
    ['', true],
    ['glassgate_runs_in_flight{chain="solve"} 0', true],
    ['glassgate_runs_in_flight{chain="solve"} 12', false],
    ['glassgate_runs_in_flight{chain="openai"} 1', true],
  ])('reads %j as %s', (metrics, expected) => {
    expect(isIdle(metrics)).toBe(expected);
  });
});
