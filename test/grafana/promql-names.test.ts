import { namesIn } from './promql-names.ts';

describe('namesIn', () => {
  it.each([
    ['up', ['up'], [], []],
    [
      'sum by (le, stage) (rate(x_bucket{job=~"a|b}",stage!=""}[5m])) > 0',
      ['x_bucket'],
      ['job', 'stage'],
      ['le', 'stage'],
    ],
    ['time() - x{a="rate(y)"} or vector(0)', ['x'], ['a'], []],
    ['a / on (job) group_left () (b{c="1"} > 1e3)', ['a', 'b'], ['c'], ['job']],
    ['slo:x:ratio_rate5m{s=~"$slo"} * 14.4', ['slo:x:ratio_rate5m'], ['s'], []],
    ['count without (a) (m offset 5m)', ['m'], [], ['a']],
  ])('%s', (expr, metrics, labels, grouped) => {
    const names = namesIn(expr);
    expect(names.reads.map(({ metric }) => metric)).toEqual(metrics);
    expect(names.reads.flatMap((read) => read.labels)).toEqual(labels);
    expect(names.grouped).toEqual(grouped);
  });
});
