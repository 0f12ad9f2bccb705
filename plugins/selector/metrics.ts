import { defineMetrics, openSets } from 'glassgate/plugin-api';

/** What the gateway may believe of a container, and what it may do there itself. */
export const countedStates = [
  'unknown',
  'idle',
  'busy',
  'logged_out',
  'unreachable',
  'reserved',
  'locked',
  'draining',
] as const;

export type CountedState = (typeof countedStates)[number];

/** What a container itself puts in the way of a search. */
const hindrances = ['busy', 'unreachable', 'reserved', 'locked', 'draining'] as const;
export type Hindrance = (typeof hindrances)[number];

/** Why a search passes a container over. `kept`: for a request that has waited for it. */
const rejections = [...hindrances, 'kept', 'not_allowed', 'not_enabled'] as const;
export type Rejection = (typeof rejections)[number];

/** How a search finds its container. */
const strategies = ['pinned', 'preferred', 'waited', 'round_robin'] as const;
export type Strategy = (typeof strategies)[number];

export const selectorMetrics = defineMetrics({
  decisions: {
    type: 'counter',
    name: 'decisions_total',
    help: 'Searches for a container by how they found one (pinned or preferred by a chat, waited for in the queue, round_robin) or ended without (no_capacity, failed).',
    unit: 'searches',
    moves: 'When a container is chosen or none is left.',
    labels: { decision: [...strategies, 'no_capacity', 'failed'] },
  },
  rejections: {
    type: 'counter',
    name: 'rejections_total',
    help: 'Containers passed over in a search, by what was in the way.',
    unit: 'containers',
    moves: 'When a search tried a container in vain; for each candidate when it ends with none.',
    labels: {
      container_id: openSets.containers,
      reason: rejections,
    },
  },
  candidates: {
    type: 'histogram',
    name: 'candidates',
    help: 'Containers that the request of a search may use.',
    unit: 'containers',
    moves: 'When a search begins.',
    buckets: [0, 1, 2, 3, 5, 8, 13, 21, 34, 64],
  },
  containers: {
    type: 'gauge',
    name: 'containers',
    help: 'Enabled containers by what the gateway believes of them; reserved: one of its own requests runs there, locked: an operator keeps it.',
    unit: 'containers',
    moves: 'With every scrape.',
    labels: { state: countedStates },
  },
  containerUp: {
    type: 'gauge',
    name: 'container_up',
    help: '1 while a container answers, 0 while it does not. One that was not asked yet has no series.',
    unit: '–',
    moves: 'With every scrape.',
    labels: { container_id: openSets.containers },
  },
  containerState: {
    type: 'gauge',
    name: 'container_state',
    help: 'The state of each container: 1 for the one it is in, 0 for the others.',
    unit: '–',
    moves: 'With every scrape.',
    labels: { container_id: openSets.containers, state: countedStates },
  },
});
