import { definePlugin, services, slots, solveAnswer } from 'glassgate/plugin-api';
import { queueConfig } from './config.ts';
import { type QueueCounts, queueMetrics } from './metrics.ts';
import { Pacer } from './pacer.ts';
import { Room } from './room.ts';
import { queueSpans } from './spans.ts';
import { waitInLine } from './wait-in-line.ts';

/** How late the end of somebody's patience may be noticed. */
const expiryMs = 100;

/** Lets requests wait for a profile and a container, in the order in which they came. */
export default definePlugin({
  name: 'queue',
  config: queueConfig,
  metrics: queueMetrics,
  spans: queueSpans,
  needs: { request: slots.solveRequest },
  answer: solveAnswer,
  reentrant: true,
  after: ['jobs'],
  before: ['profile', 'lock', 'selector'],
  setup({ config, metrics, provide, use }) {
    const [leases, supply] = [use(services.profileLeases), use(services.containerSupply)];
    const now = () => performance.now();
    const settings = { config: config.queue, isClosed: false };
    const room = new Room({
      leases,
      supply,
      now,
      later: (task) => setImmediate(task),
      isNeeded: (isNeeded) => {
        patience.run(isNeeded);
        attention.run(isNeeded);
      },
    });
    const patience = new Pacer(() => room.expire(), expiryMs);
    let attention = new Pacer(() => room.recheck(), config.queue.recheck_seconds * 1000);
    provide(services.waitingRoom, room.gate);
    const { depth, capacity, waits, dropped } = metrics.declare(queueMetrics);
    depth.mirror(() => room.waiting);
    capacity.mirror(() => settings.config.max_waiting);
    const counts: QueueCounts = {
      waited: (outcome, waitMs) => waits.observe({ outcome }, waitMs / 1000),
      dropped: (reason) => dropped.increment({ reason }),
    };
    const parts = { room, counts, leases, supply, now, settings };
    const stop = () => {
      settings.isClosed = true;
      room.close();
      patience[Symbol.dispose]();
      attention[Symbol.dispose]();
    };
    return {
      stage: (call, next) => waitInLine(call, next, parts),
      reload: (fresh) => () => {
        settings.config = fresh.queue;
        attention[Symbol.dispose]();
        attention = new Pacer(() => room.recheck(), fresh.queue.recheck_seconds * 1000);
        attention.run(room.waiting > 0);
      },
      drain: stop,
      close: stop,
    };
  },
});
