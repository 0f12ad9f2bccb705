import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from './clock.ts';

export const startOfTime = Date.UTC(2026, 10, 20, 10);

export interface TestClock extends Clock {
  /** Moves the time; what is due meanwhile runs at its own time. */
  advance(ms: number): Promise<void>;
}

/** A clock that stands still until it is told. Chance is always the same. */
export function createTestClock(random = 0.5): TestClock {
  let now = startOfTime;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    random: () => random,
    after: (ms, callback) => {
      const timer = { at: now + Math.max(0, ms), callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: async (ms) => {
      const end = now + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.callback();
        await turn();
      }
      now = end;
    },
  };
}

/** An alert as Alertmanager writes it. */
export function anAlert(labels: Readonly<Record<string, string>> = {}, more: object = {}) {
  return {
    status: 'firing',
    labels: { alertname: 'WorkerDown', severity: 'warning', instance: 'w1', ...labels },
    annotations: { summary: 'A worker is down', runbook_url: 'https://runbooks.example/worker' },
    startsAt: '2026-11-20T09:50:00Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus:9090/graph?g0.expr=up',
    fingerprint: `f-${JSON.stringify(labels)}`,
    ...more,
  };
}

/** A webhook as Alertmanager posts it. */
export function aWebhook(more: object = {}, alerts: readonly object[] = [anAlert()]) {
  return {
    version: '4',
    groupKey: '{}:{alertname="WorkerDown"}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'ops',
    groupLabels: { alertname: 'WorkerDown' },
    commonLabels: { alertname: 'WorkerDown' },
    commonAnnotations: { summary: 'A worker is down', runbook_url: 'https://runbooks.example/worker' },
    externalURL: 'http://alertmanager:9093',
    alerts,
    ...more,
  };
}

/** One group of its own, with one alert. */
export function aGroup(name: string, labels: Readonly<Record<string, string>> = {}, more: object = {}) {
  const alert = anAlert({ alertname: name, ...labels }, more);
  return aWebhook(
    {
      groupKey: `{}:{alertname="${name}"}`,
      status: alert.status,
      groupLabels: { alertname: name },
      commonLabels: alert.labels,
    },
    [alert],
  );
}
