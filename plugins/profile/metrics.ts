import { defineMetrics, openSets } from 'glassgate/plugin-api';

/** `exhausted`: its `max_uses` is reached. `blocked`: a chat of it ended on a guest page. */
export const profileStates = ['available', 'exhausted', 'pending_replace', 'blocked'] as const;

export type ProfileState = (typeof profileStates)[number];

export const profileMetrics = defineMetrics({
  profiles: {
    type: 'gauge',
    name: 'profiles',
    help: 'Configured profiles by whether auto-selection may take them.',
    unit: 'profiles',
    moves: 'With every scrape.',
    labels: { state: profileStates },
  },
  usesRatio: {
    type: 'gauge',
    name: 'uses_ratio',
    help: 'Uses of a profile as a share of its max_uses. A profile without that limit has no series.',
    unit: 'ratio',
    moves: 'With every scrape.',
    labels: { profile_id: openSets.profiles },
  },
});
