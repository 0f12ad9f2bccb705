import { type Dashboard, target, traced } from '../panel.ts';
import { perHour, perSecond, quantile, ratio, series, sum } from '../promql.ts';

const operations = 'glassgate_chat_operations_total';

export const profilesChats: Dashboard = {
  uid: 'glassgate-profiles-chats',
  title: 'Profiles and chats',
  description: 'Which profiles may be used, who holds them, and how chats are opened, used and given up.',
  panels: [
    {
      title: 'Profiles by state',
      description:
        'Whether auto-selection may take them. `blocked`: logged out; clear its guest chats after a login.',
      type: 'timeseries',
      unit: 'short',
      stacked: true,
      targets: [target(sum('glassgate_profile_profiles', { by: ['state'] }), '{{state}}')],
    },
    {
      title: 'Profile usage',
      description:
        'Uses as a share of max_uses, the twenty highest. A profile without that limit is not here.',
      type: 'bargauge',
      unit: 'percentunit',
      max: 1,
      steps: [
        ['GlassgateProfileNearLimit', 'yellow'],
        [1, 'red'],
      ],
      targets: [target(`topk(20, ${series('glassgate_profile_uses_ratio')})`, '{{profile_id}}')],
    },
    {
      title: 'Blocked profiles',
      description: 'Profiles with a guest chat: their browser is logged out.',
      type: 'stat',
      unit: 'short',
      steps: [[1, 'red']],
      targets: [target(sum('glassgate_chat_blocked_profiles'), 'blocked')],
    },
    {
      title: 'Chat reuse',
      description: 'Share of requests that went on with a chat. A new one costs a start prompt.',
      type: 'stat',
      unit: 'percentunit',
      max: 1,
      targets: [
        target(
          ratio(
            perSecond(operations, { where: 'operation="reused",outcome="ok"' }),
            perSecond(operations, { where: 'operation=~"reused|created",outcome="ok"' }),
          ),
          'reused',
        ),
      ],
    },
    {
      title: 'Locks held',
      description: 'Profiles in use now. More than zero while nothing runs: a leak.',
      type: 'timeseries',
      unit: 'short',
      targets: [
        target(sum('glassgate_lock_held'), 'held'),
        target(sum('glassgate_runs_in_flight', { where: 'chain="solve"' }), 'solves in flight'),
      ],
    },
    {
      title: 'Lock refusals',
      description: 'Requests refused because their profile was in use: PROFILE_BUSY.',
      type: 'timeseries',
      unit: 'reqps',
      targets: [target(perSecond('glassgate_lock_refusals_total'), 'refused')],
    },
    {
      title: 'Lock hold p95',
      description: 'How long a request keeps its profile. A dot is a request: click it for its trace.',
      type: 'timeseries',
      unit: 's',
      targets: [traced(quantile(0.95, 'glassgate_lock_hold_seconds'), 'p95')],
    },
    {
      title: 'Chat operations',
      description:
        'Chats by what was done: reused, created, or loaded with a start prompt, and whether it worked.',
      type: 'timeseries',
      unit: 'ops',
      targets: [target(perSecond(operations, { by: ['operation', 'outcome'] }), '{{operation}} {{outcome}}')],
    },
    {
      title: 'Chat sessions',
      description:
        'Stored chats by what they are. Many `unknown_fate`: messages break off. `guest`: a profile is logged out.',
      type: 'timeseries',
      unit: 'short',
      stacked: true,
      targets: [target(sum('glassgate_chat_sessions', { by: ['state'] }), '{{state}}')],
    },
    {
      title: 'Start prompt p95',
      description:
        'Time of the first message of a new chat. A dot is a start prompt: click it for its trace.',
      type: 'timeseries',
      unit: 's',
      targets: [
        traced(
          quantile(0.95, 'glassgate_chat_start_prompt_duration_seconds', { by: ['outcome'] }),
          '{{outcome}}',
        ),
      ],
    },
    {
      title: 'Chats given up (1 h)',
      description: 'Chats whose last message was sent and whose answer nobody saw, by when that was found.',
      type: 'timeseries',
      unit: 'short',
      targets: [target(perHour('glassgate_chat_unknown_fates_total', { by: ['found'] }), 'found {{found}}')],
    },
    {
      title: 'What operators did (1 h)',
      description: 'Locks, unlocks, cleared guests and archives, done or refused.',
      type: 'timeseries',
      unit: 'short',
      targets: [
        target(
          perHour('glassgate_chat_maintenance_total', { by: ['action', 'result'] }),
          '{{action}} {{result}}',
        ),
      ],
    },
  ],
};
