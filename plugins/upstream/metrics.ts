import { defineMetrics, openSets } from 'glassgate/plugin-api';

export const upstreamMetrics = defineMetrics({
  retries: {
    type: 'counter',
    name: 'retries_total',
    help: 'Messages sent again after a transport failure.',
    unit: 'messages',
    moves: 'Before the pause that precedes the retry.',
    labels: { container: openSets.containers },
  },
});
