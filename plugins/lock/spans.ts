import { defineSpans } from 'glassgate/plugin-api';

export const lockSpans = defineSpans({
  stage: {
    'glassgate.lock.key_kind': { type: 'string', help: 'What is locked: `profile`.' },
    'glassgate.lock.wait_ms': {
      type: 'double',
      help: 'How long the request had waited in the queue when it came to the lock.',
    },
    'glassgate.lock.outcome': {
      type: 'string',
      help: '`acquired`, or `busy`. The lock itself never waits, so it has no timeout.',
    },
    'glassgate.lock.holder_request_id': { type: 'string', help: 'Who has the profile, where somebody has.' },
    'glassgate.lock.holder_job_id': { type: 'string', help: 'The job of that request.' },
  },
});
