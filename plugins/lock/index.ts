import { definePlugin, GlassgateError, slots, timestamp } from 'glassgate/plugin-api';
import { createMemoryLeases, type Lease } from './leases.ts';

const holdBuckets = [0.1, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600];

/** Lets one request at a time use a profile. The second one is told so at once. */
export default definePlugin({
  name: 'lock',
  needs: { profile: slots.profile },
  before: ['selector'],
  setup({ metrics }) {
    const leases = createMemoryLeases();
    const held = metrics.gauge({ name: 'held', help: 'Profiles locked now.' });
    const refusals = metrics.counter({
      name: 'refusals_total',
      help: 'Requests refused because another one holds their profile.',
    });
    const holds = metrics.histogram({
      name: 'hold_seconds',
      help: 'How long a request held its profile.',
      buckets: holdBuckets,
    });
    metrics.onCollect(() => held.set({}, leases.size));
    return {
      async stage({ values: { profile }, requestId }, next) {
        const result = leases.acquire(profile.id, requestId);
        if ('holder' in result) {
          refusals.increment({});
          throw busy(profile.id, result.holder);
        }
        const since = performance.now();
        using _lease = result.lease;
        try {
          return await next();
        } finally {
          holds.observe({}, (performance.now() - since) / 1000);
        }
      },
    };
  },
});

function busy(profileId: string, holder: Lease): GlassgateError {
  const message = `Profile '${profileId}' is in use by request '${holder.owner.slice(0, 128)}'.`;
  return new GlassgateError('PROFILE_BUSY', message, {
    details: {
      profile_id: profileId,
      locked_by: holder.owner.slice(0, 128),
      locked_at: timestamp(holder.acquiredAt),
      age_seconds: (Date.now() - holder.acquiredAt.getTime()) / 1000,
    },
  });
}
