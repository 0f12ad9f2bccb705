import type { Instruments, MetricFactory } from 'glassgate/plugin-api';
import type { ChatCensus } from './chat-census.ts';
import type { ContainerLocks } from './container-locks.ts';
import type { GuestChats } from './guest-chats.ts';
import { chatMetrics } from './metrics.ts';

export type ChatMetrics = Instruments<typeof chatMetrics>;

interface Watched {
  readonly census: ChatCensus;
  readonly locks: ContainerLocks;
  readonly guests: GuestChats;
}

/** Declares the metrics of chats. */
export function declareChatMetrics(factory: MetricFactory, { census, locks, guests }: Watched): ChatMetrics {
  const metrics = factory.declare(chatMetrics);
  metrics.sessions.mirror(() => census.counts.map(({ state, chats }) => [{ state }, chats]));
  metrics.locked.mirror(() => locks.ids().length);
  metrics.blocked.mirror(() => guests.blocked().length);
  return metrics;
}
