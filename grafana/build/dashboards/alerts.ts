import { type Dashboard, target } from '../panel.ts';
import { perHour, perSecond, quantile, series, sum } from '../promql.ts';

export const alerts: Dashboard = {
  uid: 'glassgate-alerts',
  title: 'Alerts',
  description: 'The way of an alert: from Prometheus over Alertmanager and the plugin `alerts` to people.',
  panels: [
    {
      title: 'Age of the watchdog',
      description:
        'Since the alert that always fires was received. Grows: the way is broken somewhere before us.',
      type: 'stat',
      unit: 's',
      steps: [[900, 'red']],
      targets: [target(`max(${series('glassgate_alerts_watchdog_age_seconds')})`, 'watchdog')],
    },
    {
      title: 'Given up (1 h)',
      description: 'Messages that became dead letters: GET /v1/alerts/outbox?state=dead names them.',
      type: 'stat',
      unit: 'short',
      steps: [[1, 'red']],
      targets: [target(perHour('glassgate_alerts_dead_letters_total', { by: ['channel'] }), '{{channel}}')],
    },
    {
      title: 'Repetitions (1 h)',
      description: 'Webhooks that had been taken already.',
      type: 'stat',
      unit: 'short',
      targets: [target(perHour('glassgate_alerts_dedup_total'), 'repeated')],
    },
    {
      title: 'Waiting messages',
      description: 'Messages that wait for their channel. They are on disk, and are tried until they arrive.',
      type: 'timeseries',
      unit: 'short',
      width: 12,
      targets: [target(sum('glassgate_alerts_outbox_pending', { by: ['channel'] }), '{{channel}}')],
    },
    {
      title: 'Alerts received',
      description: 'Alerts in the webhooks, by receiver and severity.',
      type: 'timeseries',
      unit: 'cps',
      targets: [
        target(
          perSecond('glassgate_alerts_received_total', { by: ['receiver', 'severity'] }),
          '{{receiver}} {{severity}}',
        ),
      ],
    },
    {
      title: 'Attempts by result',
      description: '`retry` is tried again; `refused` is for good.',
      type: 'timeseries',
      unit: 'cps',
      targets: [
        target(
          perSecond('glassgate_alerts_sent_total', { by: ['channel', 'result'] }),
          '{{channel}} {{result}}',
        ),
      ],
    },
    {
      title: 'Attempt p95',
      description: 'Time that a channel takes to accept a message.',
      type: 'timeseries',
      unit: 's',
      targets: [target(quantile(0.95, 'glassgate_alerts_send_seconds', { by: ['channel'] }), '{{channel}}')],
    },
    {
      title: 'Alertmanager',
      description: 'Notifications that Alertmanager sent, and those that failed.',
      type: 'timeseries',
      unit: 'short',
      targets: [
        target(
          'sum by (integration) (increase(alertmanager_notifications_total[1h])) or vector(0)',
          '{{integration}}',
        ),
        target(
          'sum by (integration) (increase(alertmanager_notifications_failed_total[1h])) or vector(0)',
          '{{integration}} failed',
        ),
      ],
    },
    {
      title: 'Alerts by state',
      description: 'Pending alerts become firing when they last; the watchdog is always there.',
      type: 'timeseries',
      unit: 'short',
      width: 16,
      targets: [target('count by (alertname, alertstate) (ALERTS)', '{{alertname}} {{alertstate}}')],
    },
  ],
};
