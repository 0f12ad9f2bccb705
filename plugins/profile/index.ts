import { definePlugin, services, slots, solveAnswer } from 'glassgate/plugin-api';
import { autoOffers } from './auto-candidates.ts';
import type { Candidate } from './candidate.ts';
import { profileConfig } from './config.ts';
import { namedCandidate } from './named-candidate.ts';
import { Profiles } from './profiles.ts';
import { Proxies } from './proxies.ts';
import { profilesTable, socksTable } from './tables.ts';
import { recordCandidate, tryCandidates } from './try-candidates.ts';

/** Decides which browser profile, through which proxy, serves a request. */
export default definePlugin({
  name: 'profile',
  config: profileConfig,
  tables: [profilesTable, socksTable],
  needs: { request: slots.solveRequest, prompt: slots.prompt },
  adds: { profile: slots.profile, proxy: slots.proxy, pin: slots.pin, preference: slots.preference },
  answer: solveAnswer,
  reentrant: true,
  async setup({ config, store, use }) {
    const chats = use(services.storedChats);
    const profiles = await Profiles.seed(store, config.profiles);
    const proxies = await Proxies.seed(store, config.socks);
    await store.committed();
    const sources = { profiles, proxies, chats, isOverrideAllowed: config.allow_socks_override };
    return {
      async reload(fresh) {
        const applyProfiles = await profiles.prepare(fresh.profiles);
        const applyProxies = await proxies.prepare(fresh.socks);
        return () => {
          applyProfiles();
          applyProxies();
          sources.isOverrideAllowed = fresh.allow_socks_override;
        };
      },
      async stage(call, next) {
        const serve = async ({ known, proxy, pin, preference }: Candidate) => {
          const answer = await next({ profile: known.profile, proxy, pin, preference });
          profiles.countUse(known.profile.id);
          return answer;
        };
        const named = await namedCandidate(call.values.request, sources);
        if (named === undefined) return tryCandidates(call, autoOffers(call.values, sources), serve);
        recordCandidate(call, named);
        const blockade = chats().blockade(named.known.profile.id);
        if (blockade !== undefined) throw blockade;
        return serve(named);
      },
    };
  },
});
