import { defineSpans } from 'glassgate/plugin-api';

export const rateLimitSpans = defineSpans({
  stage: {
    'glassgate.ratelimit.limiter': { type: 'string', help: 'The limiter that the request counts against.' },
    'glassgate.ratelimit.state': {
      type: 'string',
      help: 'Whether it keeps its rate, slows down or recovers.',
    },
    'glassgate.ratelimit.decision': {
      type: 'string',
      help: '`immediate`, `queued`, `overflow` (waited behind a full queue), or the error code of a refusal.',
    },
    'glassgate.ratelimit.wait_seconds': { type: 'double', help: 'How long it waited.' },
    'glassgate.ratelimit.position': {
      type: 'int',
      help: 'Its place when it began to wait; 0 when it did not.',
    },
  },
});
