import { GlassgateError } from 'glassgate/plugin-api';
import { queueTimeout } from './queue-errors.ts';

const waited = { position: 2, waitMs: 555.123456, patienceMs: 500 };

it('says how long a request may wait, and who has the profile', () => {
  const cause = new GlassgateError('PROFILE_BUSY', 'It is busy.', {
    details: { profile_id: 'p1', locked_by: 'r1' },
  });

  const error = queueTimeout({ cause, waiting: 1, expectedWaitMs: 2000 }, waited);

  expect(error.message).toContain('within the 0.5 s that it may wait. It is busy.');
  expect(error.details).toMatchObject({
    wait_ms: 555,
    waits_for: 'profile',
    considered: [{ id: 'p1', verdict: 'passed_over', reason: "locked by request 'r1'" }],
  });
});

it('keeps what is known of the containers', () => {
  const containers = { considered: [], counts: { unreachable: 1 } };
  const cause = new GlassgateError('CONTAINER_BUSY', 'None.', { details: { considered: [], containers } });

  const { details } = queueTimeout({ cause, waiting: 0, expectedWaitMs: 0 }, waited);

  expect(details).toMatchObject({ waits_for: 'container', containers });
});
