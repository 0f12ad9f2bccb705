import { defineMetrics } from 'glassgate/plugin-api';

/** What a stored chat is. Only a `usable` one gets messages; a `locked` one is kept by an operator. */
export const chatStates = ['usable', 'locked', 'guest', 'archived', 'unknown_fate', 'disabled'] as const;
export type ChatState = (typeof chatStates)[number];

export const chatMetrics = defineMetrics({
  sessions: {
    type: 'gauge',
    name: 'sessions',
    help: 'Stored chats by what they are: usable, locked by an operator, on a guest page, archived, given up (unknown_fate), or disabled by hand.',
    unit: 'chats',
    moves: 'Once a minute, when the chats are counted. Absent while they cannot be.',
    labels: { state: chatStates },
  },
  locked: {
    type: 'gauge',
    name: 'locked_containers',
    help: 'Containers that are excluded because an operator locked a chat of theirs.',
    unit: 'containers',
    moves: 'With every scrape.',
  },
  blocked: {
    type: 'gauge',
    name: 'blocked_profiles',
    help: 'Profiles that are blocked because a chat of theirs ended on a guest page.',
    unit: 'profiles',
    moves: 'With every scrape.',
  },
  unknownFates: {
    type: 'counter',
    name: 'unknown_fates_total',
    help: 'Chats given up because nobody knows whether their last message arrived, by when that was found: running or start.',
    unit: 'chats',
    moves:
      'When a message was sent and no answer was seen: `running` at the end of its request, `start` after a kill.',
    labels: { found: ['running', 'start'] },
  },
  operations: {
    type: 'counter',
    name: 'operations_total',
    help: 'Chats by what was done: reused, created, or loaded with a start prompt.',
    unit: 'chats',
    moves:
      'When a request has its chat; again when the start prompt was answered. `error`: the chat could not be looked up or is gone (`reused`), or the start prompt failed (`loaded`).',
    labels: { operation: ['reused', 'created', 'loaded'], outcome: ['ok', 'error'] },
  },
  startPrompts: {
    type: 'histogram',
    name: 'start_prompt_duration_seconds',
    help: 'Time from sending a start prompt to its answer, retries included.',
    unit: 'seconds',
    moves: 'When a start prompt was answered or failed.',
    labels: { outcome: ['ok', 'failed'] },
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600],
    hasExemplars: true,
  },
  maintenance: {
    type: 'counter',
    name: 'maintenance_total',
    help: 'What operators did, by action (lock, unlock, guest_clear or archive) and result (done or refused).',
    unit: 'actions',
    moves: 'When such a request is answered. A body that is no lock at all is not counted.',
    labels: {
      action: ['lock', 'unlock', 'guest_clear', 'archive'],
      result: ['done', 'refused'],
    },
  },
});
