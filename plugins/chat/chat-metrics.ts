import type { Counter, MetricFactory } from 'glassgate/plugin-api';
import type { ContainerLocks } from './container-locks.ts';
import type { GuestChats } from './guest-chats.ts';

export interface ChatMetrics {
  readonly operations: Counter<'operation'>;
  readonly unknownFates: Counter<'found'>;
  readonly maintenance: Counter<'action' | 'result'>;
}

const foundAt = ['running', 'start'] as const;

interface Watched {
  readonly locks: ContainerLocks;
  readonly guests: GuestChats;
}

/** Declares the metrics of chats. */
export function declareChatMetrics(metrics: MetricFactory, { locks, guests }: Watched): ChatMetrics {
  const locked = metrics.gauge({
    name: 'locked_containers',
    help: 'Containers that are excluded because an operator locked a chat of theirs.',
  });
  const blocked = metrics.gauge({
    name: 'blocked_profiles',
    help: 'Profiles that are blocked because a chat of theirs ended on a guest page.',
  });
  metrics.onCollect(() => {
    locked.set({}, locks.ids().length);
    blocked.set({}, guests.blocked().length);
  });
  const unknownFates = metrics.counter({
    name: 'unknown_fates_total',
    help: 'Chats given up because nobody knows whether their last message arrived, by when that was found: running or start.',
    labels: ['found'],
  });
  for (const found of foundAt) unknownFates.increment({ found }, 0);
  return {
    operations: metrics.counter({
      name: 'operations_total',
      help: 'Chats by what was done: reused, created, or loaded with a start prompt.',
      labels: ['operation'],
    }),
    unknownFates,
    maintenance: metrics.counter({
      name: 'maintenance_total',
      help: 'What operators did, by action (lock, unlock, guest_clear or archive) and result (done or refused).',
      labels: ['action', 'result'],
    }),
  };
}
