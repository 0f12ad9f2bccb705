import { defineMetrics, priorities } from 'glassgate/plugin-api';

const requestStatuses = [
  'success',
  'upstream_error',
  'ratelimited',
  'rejected',
  'timeout',
  'client_closed',
] as const;
export type RequestStatus = (typeof requestStatuses)[number];

export const openaiMetrics = defineMetrics({
  requests: {
    type: 'counter',
    name: 'requests_total',
    help: 'Requests to the OpenAI-compatible routes by priority and by how they ended.',
    unit: 'requests',
    moves: 'When the answer has left.',
    labels: { priority: priorities, status: requestStatuses },
  },
});
