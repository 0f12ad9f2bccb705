import { definePlugin, services, slots, solveAnswer } from 'glassgate/plugin-api';
import { candidatesFor } from './candidates.ts';
import { profileConfig } from './config.ts';
import { Profiles } from './profiles.ts';
import { Proxies } from './proxies.ts';
import { profilesTable, socksTable } from './tables.ts';
import { tryCandidates } from './try-candidates.ts';

/** Decides which browser profile, through which proxy, serves a request. */
export default definePlugin({
  name: 'profile',
  config: profileConfig,
  tables: [profilesTable, socksTable],
  needs: { request: slots.solveRequest },
  adds: { profile: slots.profile, proxy: slots.proxy, pin: slots.pin },
  answer: solveAnswer,
  reentrant: true,
  async setup({ config, store, use }) {
    const chats = use(services.storedChats);
    const profiles = await Profiles.seed(store, config.profiles);
    const proxies = await Proxies.seed(store, config.socks);
    await store.committed();
    const sources = { profiles, proxies, chats, isOverrideAllowed: config.allow_socks_override };
    return {
      async stage(call, next) {
        const candidates = await candidatesFor(call.values.request, sources);
        return tryCandidates(call, candidates, async ({ known, proxy, pin }) => {
          const answer = await next({ profile: known.profile, proxy, pin });
          profiles.countUse(known.profile.id);
          return answer;
        });
      },
    };
  },
});
