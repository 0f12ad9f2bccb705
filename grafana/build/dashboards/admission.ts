import { type Dashboard, target, traced } from '../panel.ts';
import { perSecond, quantile, series, sum } from '../promql.ts';

export const admission: Dashboard = {
  uid: 'glassgate-admission',
  title: 'Admission',
  description: 'Who waits, and who is turned away before a worker hears of it.',
  panels: [
    {
      title: 'Queue depth and capacity',
      description: 'Requests that wait, and how many may. At the line the next one gets QUEUE_FULL.',
      type: 'timeseries',
      unit: 'short',
      targets: [
        target(sum('glassgate_queue_depth'), 'waiting'),
        target(`max(${series('glassgate_queue_capacity')})`, 'capacity'),
      ],
    },
    {
      title: 'Queue wait p95',
      description: 'How long requests waited, by how that ended. A dot is a request: click it for its trace.',
      type: 'timeseries',
      unit: 's',
      steps: [['GlassgateQueueWaitHigh', 'orange']],
      targets: [traced(quantile(0.95, 'glassgate_queue_wait_seconds', { by: ['outcome'] }), '{{outcome}}')],
    },
    {
      title: 'Left the queue unserved',
      description: 'By reason: `full` and `timeout` are ours to mend, `canceled` is a client that left.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [target(perSecond('glassgate_queue_dropped_total', { by: ['reason'] }), '{{reason}}')],
    },
    {
      title: 'Refused for want of room',
      description: 'Solves that found everything in use. The pool or the number of profiles is too small.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [
        target(
          perSecond('glassgate_solve_requests_total', {
            by: ['code'],
            where: 'code=~"PROFILE_BUSY|CONTAINER_BUSY|QUEUE_FULL|QUEUE_TIMEOUT|OVERLOADED"',
          }),
          '{{code}}',
        ),
      ],
    },
    {
      title: 'Keys refused',
      description: 'Requests without a key, with an unknown one, or with one that may not do this.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [target(perSecond('glassgate_auth_refusals_total', { by: ['reason'] }), '{{reason}}')],
    },
    {
      title: 'Bodies refused',
      description: 'Too large, too complex, too slow, or no room left for bodies of all requests.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [target(perSecond('glassgate_http_bodies_refused_total', { by: ['reason'] }), '{{reason}}')],
    },
    {
      title: 'Requests that are no HTTP',
      description: 'Connections that were closed for what came, or did not come, over them.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [target(perSecond('glassgate_http_broken_requests_total', { by: ['reason'] }), '{{reason}}')],
    },
    {
      title: 'Bytes of bodies held',
      description: 'What the bodies of running requests hold; the limit is http.body_bytes_in_flight.',
      type: 'timeseries',
      unit: 'bytes',
      targets: [target(sum('glassgate_http_body_bytes_in_flight'), 'held')],
    },
    {
      title: 'Requests with an idempotency key',
      description: '`performed` was done, `replayed` got the stored answer, the others were refused.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [
        target(perSecond('glassgate_jobs_idempotent_requests_total', { by: ['result'] }), '{{result}}'),
      ],
    },
  ],
};
