import { promqlNames } from './promql-names.ts';

it.each([
  ['up', ['up'], []],
  ['sum by (job, le) (rate(a_bucket[5m]))', ['a_bucket'], ['job', 'le']],
  ['sum(rate(a_total[1h])) by (code) > 0.5e-3', ['a_total'], ['code']],
  ['a / on(job) group_left b', ['a', 'b'], ['job']],
  ['a unless on(job, instance) c{x="by (nothing)"} and on() d', ['a', 'c', 'd'], ['job', 'instance']],
  ['max without (w) (slo:x:ratio_rate5m{s="}"} > (14.4 * 0.01))', ['slo:x:ratio_rate5m'], ['w']],
  ['absent(up{job="a"}) or vector(1)', ['up'], []],
  ['histogram_quantile(0.95, b offset 5m) > bool 1', ['b'], []],
  ['time() - process_start_time_seconds{job="g"}', ['process_start_time_seconds'], []],
])('finds what is read and grouped by in %s', (expression, metrics, groupings) => {
  const found = promqlNames(expression);

  expect(found.metrics.map(({ name }) => name)).toEqual(metrics);
  expect(found.groupings).toEqual(groupings);
});

it('reads the matchers of a selector', () => {
  expect(promqlNames('rate(a{code=~"A|B", le!="x, y=z"}[5m])').metrics).toEqual([
    {
      name: 'a',
      matchers: [
        { label: 'code', operator: '=~', value: 'A|B' },
        { label: 'le', operator: '!=', value: 'x, y=z' },
      ],
    },
  ]);
});
