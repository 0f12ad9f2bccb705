import { defineMetrics } from 'glassgate/plugin-api';

export const chatMetrics = defineMetrics({
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
    moves: 'When a request has its chat; again when the start prompt was answered.',
    labels: { operation: ['reused', 'created', 'loaded'] },
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
