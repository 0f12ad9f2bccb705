import {
  type CallContext,
  definePlugin,
  notes,
  services,
  slots,
  type Wish,
  wishOf,
} from 'glassgate/plugin-api';
import { createMemoryLeases, type Lease } from './leases.ts';
import { lockMetrics } from './metrics.ts';
import { ProfileHolds } from './profile-holds.ts';
import { inUse, othersFirst } from './refusals.ts';
import { lockSpans } from './spans.ts';
import { tellAcquired, tellHeld, tellKept, tellReleased } from './tell-lock.ts';

/** Lets one request at a time use a profile. The second one is told so at once. */
export default definePlugin({
  name: 'lock',
  metrics: lockMetrics,
  spans: lockSpans,
  needs: { profile: slots.profile, pin: slots.pin },
  before: ['selector'],
  setup({ metrics, provide, use }) {
    const leases = createMemoryLeases();
    const times = new ProfileHolds(leases);
    provide(services.profileLeases, times);
    const room = use(services.waitingRoom);
    const { held, refusals, holds } = metrics.declare(lockMetrics);
    held.mirror(() => leases.size);
    const leaseFor = (call: CallContext, wish: Wish): Lease => {
      const { profileId } = wish;
      const hindrance = times.isFree(profileId) ? room().hindrance(wish, call.journal.runId) : undefined;
      if (hindrance !== undefined) {
        if (hindrance.code === 'PROFILE_BUSY') refusals.increment({});
        tellKept(call, profileId, hindrance);
        throw othersFirst(wish, hindrance);
      }
      const holding = { span: call.span, runId: call.journal.runId };
      const result = leases.acquire(profileId, call.requestId, holding);
      if ('lease' in result) {
        tellAcquired(call, profileId);
        return result.lease;
      }
      const { holder } = result;
      tellHeld(call, holder);
      refusals.increment({});
      throw inUse(holder, times);
    };
    return {
      async stage(call, next) {
        const wish = wishOf(call.values);
        call.note(notes.wish, wish);
        const lease = leaseFor(call, wish);
        const since = performance.now();
        let failure: unknown;
        try {
          return await next();
        } catch (cause) {
          failure = cause;
          throw cause;
        } finally {
          const ms = performance.now() - since;
          lease[Symbol.dispose]();
          tellReleased(call, wish.profileId, ms);
          times.record(wish.profileId, ms, failure);
          holds.observe({}, ms / 1000);
          room().profileFreed(wish.profileId);
        }
      },
    };
  },
});
