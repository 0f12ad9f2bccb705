import { defineSpans } from 'glassgate/plugin-api';

export const jobSpans = defineSpans({
  stage: {
    'glassgate.replay.job_id': { type: 'string', help: 'The first job with the same idempotency key.' },
    'glassgate.replay.trace_id': { type: 'string', help: 'Its trace.' },
  },
});
