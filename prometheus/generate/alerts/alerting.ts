import type { AlertGroup } from '../rule.ts';

/** About the way of the alerts themselves. */
export const alertingAlerts: AlertGroup = {
  component: 'alerting',
  alerts: [
    {
      alert: 'GlassgateAlertDeadLetters',
      dashboard: 'alerts',
      panels: ['Given up (1 h)'],
      expr: ({ job, window }) => `increase(glassgate_alerts_dead_letters_total{${job}}[${window}]) > 0`,
      summary: "Channel '{{ $labels.channel }}' never got some of its alerts.",
      description: 'They were refused for good or became too old. Somebody was not told something.',
    },
    {
      alert: 'GlassgateAlertsNotSent',
      dashboard: 'alerts',
      panels: ['Waiting messages'],
      expr: ({ job }) => `glassgate_alerts_outbox_pending{${job}} > 0`,
      summary: "{{ $value }} alerts wait for channel '{{ $labels.channel }}'.",
      description:
        'It has not taken them for a quarter of an hour. Whoever reads this reads it on another channel.',
    },
    {
      alert: 'Watchdog',
      dashboard: 'alerts',
      panels: ['Age of the watchdog'],
      expr: () => 'vector(1)',
      summary: 'Alerting works.',
      description:
        'This alert always fires. When it stays away the gateway raises AlertingPathBroken by itself.',
    },
    {
      alert: 'PrometheusRuleFailures',
      dashboard: 'telemetry',
      panels: ['Rules that failed (1 h)'],
      expr: ({ window }) => `increase(prometheus_rule_evaluation_failures_total[${window}]) > 0`,
      summary: "Prometheus cannot evaluate rules of group '{{ $labels.rule_group }}'.",
      description: 'Alerts of this group may not fire.',
    },
    {
      alert: 'AlertmanagerNotificationsFailing',
      dashboard: 'alerts',
      panels: ['Alertmanager'],
      expr: ({ window }) =>
        `sum by (job, instance, integration) (rate(alertmanager_notifications_failed_total[${window}])) > 0`,
      summary: 'Alertmanager cannot deliver to {{ $labels.integration }}.',
      description:
        '{{ $value | humanize }} notifications per second fail. Other alerts may not arrive either.',
    },
  ],
};
