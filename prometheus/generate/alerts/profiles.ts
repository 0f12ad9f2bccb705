import type { AlertGroup } from '../rule.ts';

export const profileAlerts: AlertGroup = {
  component: 'profiles',
  alerts: [
    {
      alert: 'GlassgateProfilesExhausted',
      dashboard: 'profiles-chats',
      panels: ['Profiles by state'],
      expr: ({ job }) => `sum by (job, instance) (glassgate_profile_profiles{${job},state="available"}) == 0`,
      summary: 'No profile of {{ $labels.instance }} may be selected.',
      description:
        'Each one is used up, to be replaced or logged out. Requests without profile_id fail with PROFILE_BUSY.',
    },
    {
      alert: 'GlassgateProfileLoggedOut',
      dashboard: 'profiles-chats',
      panels: ['Blocked profiles'],
      expr: ({ job }) => `sum by (job, instance) (glassgate_profile_profiles{${job},state="blocked"}) > 0`,
      summary: '{{ $value }} profiles are logged out.',
      description:
        'A chat of theirs ended on a guest page. They are passed over until somebody logs in and clears them.',
    },
    {
      alert: 'GlassgateProfileNearLimit',
      dashboard: 'profiles-chats',
      panels: ['Profile usage'],
      expr: ({ job, limit }) => `glassgate_profile_uses_ratio{${job}} > ${limit}`,
      summary: "Profile '{{ $labels.profile_id }}' is {{ $value | humanizePercentage }} used up.",
      description: 'At max_uses it is no longer selected. Prepare another one.',
    },
    {
      alert: 'GlassgateProfileLockLeak',
      dashboard: 'profiles-chats',
      panels: ['Locks held'],
      expr: ({ job }) =>
        `glassgate_lock_held{${job}} > 0 and on(job, instance) sum by (job, instance) (glassgate_runs_in_flight{${job},chain="solve"}) == 0`,
      summary: '{{ $value }} profiles are locked although nothing runs.',
      description:
        'A lock was not given back. Every request for these profiles is refused until the gateway restarts.',
    },
  ],
};
