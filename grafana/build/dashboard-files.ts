import { join, resolve } from 'node:path';
import { dashboardJson } from './dashboard-json.ts';
import { dashboards } from './dashboards.ts';

const dashboardsDir = resolve(import.meta.dirname, '../dashboards');

/** What the folder of dashboards must contain, by path. */
export function dashboardFiles(): ReadonlyMap<string, string> {
  return new Map(
    dashboards.map((dashboard) => [
      join(dashboardsDir, `${dashboard.uid.replace('glassgate-', '')}.json`),
      `${JSON.stringify(dashboardJson(dashboard), null, 2)}\n`,
    ]),
  );
}
