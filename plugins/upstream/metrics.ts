import { defineMetrics, openSets } from 'glassgate/plugin-api';

/** Transport failures after which a message is sent again. A worker that sent too much would send as much again. */
export const retryReasons = [
  'refused',
  'reset',
  'dns',
  'connect_timeout',
  'read_timeout',
  'total_timeout',
  'broken_body',
  'other',
] as const;
export type RetryReason = (typeof retryReasons)[number];

export const upstreamMetrics = defineMetrics({
  retries: {
    type: 'counter',
    name: 'retries_total',
    help: 'Messages sent again, by the transport failure before.',
    unit: 'messages',
    moves: 'Before the pause that precedes the retry.',
    labels: { container_id: openSets.containers, reason: retryReasons },
  },
});
