import { warpAlertmanager, warpRules } from './time-warp.ts';

it('makes windows and waits sixty times shorter, and leaves the rest', () => {
  const rules = 'expr: rate(slo:x:ratio_rate1h[1h]) > 900 and y[30d]\n        for: 5m\n';

  expect(warpRules(rules)).toBe(
    'expr: rate(slo:x:ratio_rate1h[60000ms]) > 900 and y[43200000ms]\n        for: 5000ms\n',
  );
});

it('leaves a wait that a busy machine cannot fill by being late', () => {
  expect(warpRules('        for: 1m\n')).toBe('        for: 3000ms\n');
});

it('makes a task that takes too long sixty times shorter, and what a machine can do no shorter', () => {
  const rules = [
    'expr: histogram_quantile(0.95, rate(x_duration_seconds_bucket{a="b"}[10m])) > 90',
    'expr: histogram_quantile(0.99, rate(y_duration_seconds_bucket{a="b"}[5m])) > 0.5',
  ];

  expect(warpRules(rules.join('\n')).split('\n')).toEqual([
    'expr: histogram_quantile(0.95, rate(x_duration_seconds_bucket{a="b"}[10000ms])) > 1.5',
    'expr: histogram_quantile(0.99, rate(y_duration_seconds_bucket{a="b"}[5000ms])) > 0.5',
  ]);
});

it('makes the pauses of Alertmanager shorter', () => {
  expect(warpAlertmanager('  group_wait: 30s\n  repeat_interval: 4h\n')).toBe(
    '  group_wait: 500ms\n  repeat_interval: 240000ms\n',
  );
});
