import { defineSpans } from 'glassgate/plugin-api';

export const queueSpans = defineSpans({
  stage: {
    'glassgate.queue.wait_ms': {
      type: 'double',
      help: 'How long the request waited; 0 for one that did not.',
    },
    'glassgate.queue.outcome': {
      type: 'string',
      help: '`not_waited`, `served`, or why it left: `full`, `timeout`, `canceled`, `deadline`, `shutdown`, `failed`.',
    },
    'glassgate.queue.position': {
      type: 'int',
      help: 'Its place among those who wanted the same when it came, from 1; absent when it did not wait.',
    },
    'glassgate.queue.depth_at_enqueue': {
      type: 'int',
      help: 'Requests that waited for anything when it came; absent when it never wanted to wait.',
    },
  },
});
