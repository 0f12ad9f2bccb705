import { loopDelayMsIn } from './loop-delay.ts';

describe('loopDelayMsIn', () => {
  it.each([
    ['without the wait of the sampler itself', '0.0355', 25.5],
    ['as nothing when the sampler was on time', '0.0099', 0],
  ])('reads the longest delay %s', (_, seconds, expected) => {
    const metrics = `# TYPE nodejs_eventloop_lag_max_seconds gauge\nnodejs_eventloop_lag_max_seconds ${seconds}\n`;
    expect(loopDelayMsIn(metrics)).toBeCloseTo(expected, 5);
  });

  it('says nothing of a process that tells nothing', () => {
    expect(loopDelayMsIn('up 1\n')).toBeUndefined();
  });
});
