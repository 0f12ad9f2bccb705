import { join, resolve } from 'node:path';
import type { Settings } from '../../prometheus/generate/settings.ts';
import { alertFacts } from './alert-facts.ts';
import { dashboardJson } from './dashboard-json.ts';
import { dashboards } from './dashboards.ts';

const dashboardsDir = resolve(import.meta.dirname, '../dashboards');

/** What the folder of dashboards must contain, by path. */
export function dashboardFiles(settings: Settings): ReadonlyMap<string, string> {
  const facts = alertFacts(settings);
  return new Map(
    dashboards(settings).map((dashboard) => [
      join(dashboardsDir, `${dashboard.uid.replace('glassgate-', '')}.json`),
      `${JSON.stringify(dashboardJson(dashboard, facts), null, 2)}\n`,
    ]),
  );
}
