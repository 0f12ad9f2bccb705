import { sendVisit } from '../load/send-visit.ts';
import { calmWorker, scriptWorker } from '../load/trouble.ts';
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
  alerts: ['GlassgateProfileLoggedOut'],
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

export const heldLock: Incident = {
  id: 'lock-leak',
  title: 'a worker hangs and keeps a profile',
  story:
    'camoufox-1 never answers, so the request there keeps its profile. Whoever names that profile gets PROFILE_BUSY, with the request that has it and for how long.',
  watched: [
    { metric: 'glassgate_lock_held' },
    { metric: 'glassgate_lock_refusals_total' },
    { metric: 'glassgate_upstream_in_flight', labels: { container_id: 'camoufox-1' } },
  ],
  alerts: ['GlassgateProfileLockLeak stays silent: it wants a lock that no running solve has'],
  dashboard: 'profiles-chats',
  path: '/v1/jobs?limit=3',
  begin: async ({ workers }) => {
    const worker = workers.url('camoufox-1');
    await scriptWorker(worker, { rules: [{ kind: 'hang' }] });
    return () => calmWorker(worker);
  },
};
