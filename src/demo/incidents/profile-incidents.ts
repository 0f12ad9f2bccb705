import { sendVisit } from '../load/send-visit.ts';
import { calmWorker, scriptWorker } from '../load/trouble.ts';
import { leakWord } from './impatient.ts';
import type { Incident } from './incident.ts';

export const loggedOut: Incident = {
  id: 'logged-out',
  title: 'a browser profile is logged out',
  story:
    'The next answer of camoufox-1 comes from the guest page. Its profile is blocked until an operator has logged it in and cleared its guest chats.',
  watched: [
    { metric: 'glassgate_chat_blocked_profiles' },
    { metric: 'glassgate_solve_requests_total', labels: { code: 'PROFILE_BLOCKED' } },
  ],
  alerts: [{ alert: 'GlassgateProfileLoggedOut', wait: '2m' }],
  dashboard: 'profiles-chats',
  path: '/v1/profiles/blocked',
  begin: async ({ workers, url, profiles }) => {
    const worker = workers.url('camoufox-1');
    await scriptWorker(worker, {
      rules: [
        {
          kind: 'answer',
          pageUrl: 'https://chat.qwen.ai/c/guest',
          times: 1,
          paths: ['/analyze', '/analyze_text'],
        },
      ],
    });
    return async () => {
      await calmWorker(worker);
      const done = AbortSignal.timeout(5_000);
      for (const profile of profiles) {
        await sendVisit(url, { perRound: 1, path: `/v1/profiles/${profile}/guest/clear` }, done);
      }
    };
  },
};

export const lockLeak: Incident = {
  id: 'lock-leak',
  title: 'a plugin leaks the lock of a profile',
  story:
    'A plugin answers for a request that takes too long, and forgets that it still runs: its worker hangs. The clients have gone, no solve is left, and the profile is locked all the same. Whoever names it gets PROFILE_BUSY, with the request that has it and for how long.',
  watched: [
    { metric: 'glassgate_lock_held' },
    { metric: 'glassgate_lock_refusals_total' },
    { metric: 'glassgate_runs_in_flight', labels: { chain: 'solve' } },
  ],
  alerts: [{ alert: 'GlassgateProfileLockLeak', wait: '5m' }],
  dashboard: 'profiles-chats',
  path: '/v1/jobs?limit=3',
  begin: async ({ workers, url, profiles, signal, sendClientsAway }) => {
    const urls = [...workers.urls.values()];
    const letClientsIn = await sendClientsAway();
    await Promise.all(urls.map((worker) => scriptWorker(worker, { rules: [{ kind: 'hang' }] })));
    const options = { profile_id: profiles[0] };
    const body = { input: { text: `${leakWord} this` }, options };
    for (const _ofTwo of ['leaks it', 'finds it locked']) {
      await sendVisit(url, { perRound: 1, path: '/v1/solve', body }, signal);
    }
    return async () => {
      await Promise.all(urls.map(calmWorker));
      letClientsIn();
    };
  },
};
