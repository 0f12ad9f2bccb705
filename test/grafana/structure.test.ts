import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dashboardFiles } from '../../grafana/build/dashboard-files.ts';
import { parseSettings, readSettings } from '../../prometheus/generate/settings.ts';
import { repository } from '../prometheus/rule-files.ts';
import { dashboardsDir, type PanelJson, readDashboards, readQueries } from './read-dashboards.ts';

/** Things that must not happen: in a healthy world there is nothing to show but the zero. */
const quietWhenHealthy = [
  'alerts / Alertmanager / A',
  'alerts / Alertmanager / B',
  'database / Failed commits / A',
  'database / Rows refused / A',
  'iolog / Failed writes / A',
  'iolog / Lines lost / A',
  'overview / Firing alerts / A',
  'process / Handles and resources / C',
  'providers / Changes of the rate (1 h) / A',
  'providers / Found the queue full (1 h) / A',
  'telemetry / Metrics that could not be read (1 h) / A',
  'telemetry / Observers that threw (1 h) / A',
  'telemetry / Values beyond the limit of a label (1 h) / A',
  'telemetry / Values refused (1 h) / A',
];

describe('grafana/dashboards', () => {
  it('is what `npm run dashboards` writes', async () => {
    const files = dashboardFiles(await readSettings());
    const names = (await readdir(dashboardsDir)).map((name) => join(dashboardsDir, name));

    expect(names.sort()).toEqual([...files.keys()].sort());
    for (const [path, text] of files) expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('has one uid per file, after its name', async () => {
    const uids = [...(await readDashboards())].map(([file, { uid }]) => [file, uid]);

    expect(uids.filter(([file, uid]) => uid !== `glassgate-${file}`)).toEqual([]);
    expect(uids).toHaveLength(14);
  });

  it('cannot be edited, and its dashboards lead to each other', async () => {
    for (const dashboard of (await readDashboards()).values()) {
      expect(dashboard).toMatchObject({ editable: false, graphTooltip: 1, tags: ['glassgate'] });
      expect(dashboard.links).toMatchObject([
        { tags: ['glassgate'], asDropdown: true, includeVars: true, keepTime: true },
      ]);
      expect(dashboard.annotations.list.map(({ name }) => name)).toEqual(['Firing alerts', 'Restarts']);
    }
  });

  it('has panels beside each other, never on top of each other, within 24 columns', async () => {
    for (const { title, panels } of (await readDashboards()).values()) {
      const overlapping = panels.flatMap((one, index) =>
        panels
          .slice(index + 1)
          .flatMap((other) => (overlap(one, other) ? [`${one.title}, ${other.title}`] : [])),
      );
      expect([title, overlapping]).toEqual([title, []]);
      expect(panels.filter(({ gridPos: { x, w } }) => x < 0 || x + w > 24)).toEqual([]);
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    }
  });

  it('falls back to zero only where nothing is the usual case', async () => {
    const quiet = (await readQueries()).filter(({ expr }) => expr.includes('vector(0)'));

    expect(quiet.map(({ where }) => where).sort()).toEqual(quietWhenHealthy);
    expect(quiet.filter(({ expr }) => !expr.endsWith(' or vector(0)'))).toEqual([]);
  });

  it('draws its lines where slo.yaml has the limits', async () => {
    const text = await readFile(join(repository, 'prometheus/slo.yaml'), 'utf8');
    const changed = text
      .replace(/(GlassgateUpstreamSlow: .* limit: )90/, '$145')
      .replace(/(HostDiskFull: .* limit: )0.9/, '$10.95')
      .replace('short: 5m, long: 1h, burn: 14.4', 'short: 10m, long: 1h, burn: 12');
    const panel = (title: string) => {
      const panels = [...dashboardFiles(parseSettings(changed)).values()].flatMap(
        (json): PanelJson[] => JSON.parse(json).panels,
      );
      const found = panels.find((each) => each.title === title);
      return {
        lines: found?.fieldConfig.defaults.thresholds.steps.map(({ value }) => value),
        exprs: found?.targets.map(({ expr }) => expr.replace(/\{.*/, '')),
      };
    };

    expect(panel('Task p95 by container').lines).toEqual([null, 45]);
    expect(panel('Disks in use').lines).toEqual([null, 0.8, 0.95]);
    expect(panel('Burn rate now').lines).toEqual([null, 1, 12]);
    expect(panel('Error ratio, windows of the page').exprs).toEqual([
      'slo:sli_error:ratio_rate10m',
      'slo:sli_error:ratio_rate1h',
      '12 * slo:error_budget:ratio',
    ]);
  });

  it('has exemplars on every latency that carries them, with a way to the traces', async () => {
    const panels = [...(await readDashboards()).values()].flatMap((dashboard) => dashboard.panels);
    const traced = panels.filter(({ targets }) => targets.some(({ exemplar }) => exemplar));

    expect(traced.length).toBeGreaterThanOrEqual(10);
    for (const { title, fieldConfig } of traced) {
      const links = fieldConfig.defaults.links?.map(({ url }) => url.replace(/[?].*/, ''));
      expect([title, links]).toEqual([title, ['/explore', `\${gateway:raw}/v1/jobs`]]);
    }
  });
});

function overlap({ gridPos: a }: PanelJson, { gridPos: b }: PanelJson): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
