import { setTimeout as pause } from 'node:timers/promises';
import { busyStorm, deadWorker, flapping, slowWorker } from './container-incidents.ts';
import { fullLogDisk } from './full-log-disk.ts';
import type { Announced, Incident } from './incident.ts';
import { lockLeak, loggedOut } from './profile-incidents.ts';
import { readMetric, selector } from './read-metric.ts';
import type { Stage } from './stage.ts';

export const incidents: readonly Incident[] = [
  busyStorm,
  slowWorker,
  loggedOut,
  flapping,
  deadWorker,
  lockLeak,
  fullLogDisk,
];

type Print = (text: string) => void;

const looks = 4;

/** One incident: tell what comes, break it, show what moves, put it right. */
export async function runIncident(incident: Incident, stage: Stage, print: Print): Promise<void> {
  print(introduce(incident, stage));
  const before = await stage.metrics();
  const repair = await incident.begin(stage);
  try {
    for (let look = 1; look <= looks && !stage.signal.aborted; look += 1) {
      await pause((stage.seconds * 1_000) / looks, undefined, { signal: stage.signal }).catch(
        () => undefined,
      );
      const secondsIn = Math.round((stage.seconds * look) / looks);
      print(compare(incident, { before, now: await stage.metrics(), when: `after ${secondsIn} s` }));
    }
  } finally {
    await repair();
  }
  print('  Put right.\n\n');
}

function introduce({ id, title, story, alerts, dashboard, path }: Incident, { url }: Stage): string {
  return [
    `== ${id}: ${title}`,
    `  ${story}`,
    `  Alerts     ${alerts.map(describe).join(', ')}`,
    `  Dashboard  grafana/dashboards/${dashboard}.json, uid glassgate-${dashboard}`,
    `  Ask        curl -s '${url}${path}'`,
    '  Watch',
    '',
  ].join('\n');
}

function describe({ alert, wait, note }: Announced): string {
  const conditions = [wait, note].filter((part) => part !== undefined);
  return conditions.length === 0 ? alert : `${alert} (${conditions.join('; ')})`;
}

interface Comparison {
  readonly before: string;
  readonly now: string;
  readonly when: string;
}

function compare({ watched }: Incident, { before, now, when }: Comparison): string {
  return watched
    .map((each) => {
      const [was, is] = [readMetric(before, each), readMetric(now, each)];
      return `    ${when.padEnd(12)} ${selector(each)}  ${was} -> ${is}\n`;
    })
    .join('');
}
