import {
  admission,
  definePlugin,
  limiters,
  services,
  slots,
  solveAnswer,
  solveChain,
} from 'glassgate/plugin-api';
import { autoOffers, keptFirst } from './auto-candidates.ts';
import type { Candidate } from './candidate.ts';
import { profileConfig } from './config.ts';
import { profileDoubts } from './doubts.ts';
import { profileMetrics } from './metrics.ts';
import { namedCandidate } from './named-candidate.ts';
import { declareProfileMetrics } from './profile-metrics.ts';
import { Profiles } from './profiles.ts';
import { Proxies } from './proxies.ts';
import { recordCandidate } from './record-candidate.ts';
import { profileSpans } from './spans.ts';
import { profilesTable, socksTable } from './tables.ts';
import { tryCandidates } from './try-candidates.ts';

/** Decides which browser profile, through which proxy, serves a request. */
export default definePlugin({
  name: 'profile',
  config: profileConfig,
  doubts: ({ profiles }, around) => profileDoubts(profiles, around),
  tables: [profilesTable, socksTable],
  metrics: profileMetrics,
  spans: profileSpans,
  needs: { request: slots.solveRequest, prompt: slots.prompt },
  adds: {
    profile: slots.profile,
    proxy: slots.proxy,
    pin: slots.pin,
    preference: slots.preference,
    admission,
  },
  answer: solveAnswer,
  reentrant: true,
  async setup({ config, store, metrics, use }) {
    const chats = use(services.storedChats);
    const room = use(services.waitingRoom);
    const limits = use(limiters);
    const profiles = await Profiles.seed(store, config.profiles);
    const proxies = await Proxies.seed(store, config.socks);
    await store.committed();
    const sources = { profiles, proxies, chats, isOverrideAllowed: config.allow_socks_override };
    const changed = declareProfileMetrics(metrics, sources);
    const announce = () =>
      limits().announce(
        solveChain.chain,
        profiles.byUses().map(({ profile }) => profile.id),
      );
    return {
      start: announce,
      async reload(fresh) {
        const applyProfiles = await profiles.prepare(fresh.profiles);
        const applyProxies = await proxies.prepare(fresh.socks);
        return () => {
          applyProfiles();
          applyProxies();
          sources.isOverrideAllowed = fresh.allow_socks_override;
          changed();
          announce();
          room().changed();
        };
      },
      async stage(call, next) {
        const serve = async ({ known, proxy, pin, preference }: Candidate, wait?: { waitMs: number }) => {
          const { profile } = known;
          const limited = { limiter: profile.id, priority: 'normal', bytes: 0, ...wait } as const;
          const answer = await next({ profile, proxy, pin, preference, admission: limited });
          profiles.countUse(known.profile.id);
          return answer;
        };
        const named = await namedCandidate(call.values.request, sources);
        if (named === undefined) {
          const kept = room().turnOf(call.journal.runId)?.profileId;
          return tryCandidates(
            call,
            keptFirst(kept, () => autoOffers(call.values, sources)),
            // Another profile may have room in its limit at once.
            (candidate) => serve(candidate, { waitMs: 0 }),
          );
        }
        recordCandidate(call, named, { mode: 'explicit' });
        const blockade = chats().blockade(named.known.profile.id);
        if (blockade !== undefined) throw blockade;
        return serve(named);
      },
    };
  },
});
