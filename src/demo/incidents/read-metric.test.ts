import { readMetric, selector } from './read-metric.ts';

const text = ['# HELP a A.', 'a{x="1",y="2"} 3', 'a{x="1",y="3"} 4', 'ab{x="1"} 9', 'b 0.5', ''].join('\n');

describe('readMetric', () => {
  it.each([
    [{ metric: 'a' }, 7],
    [{ metric: 'a', labels: { y: '3', x: '1' } }, 4],
    [{ metric: 'b' }, 0.5],
    [{ metric: 'c' }, 0],
  ])('%j is %d', (watched, value) => {
    expect(readMetric(text, watched)).toBe(value);
  });
});

describe('selector', () => {
  it('is what a person would type', () => {
    expect(selector({ metric: 'a', labels: { x: '1', y: '2' } })).toBe('a{x="1",y="2"}');
    expect(selector({ metric: 'b' })).toBe('b');
  });
});
