import { chosenSource } from './data-source.ts';
import { placePanels } from './layout.ts';
import type { Dashboard, Panel } from './panel.ts';
import { panelJson, type Surroundings } from './panel-json.ts';
import { series } from './promql.ts';
import { variables } from './variables.ts';

const annotations = [
  {
    name: 'Firing alerts',
    datasource: chosenSource,
    enable: true,
    iconColor: 'red',
    expr: 'ALERTS{alertname!="Watchdog",alertstate="firing"}',
    step: '30s',
    titleFormat: '{{alertname}}',
    tagKeys: 'severity,component',
    textFormat: '{{container_id}} {{sloth_slo}}',
  },
  {
    name: 'Restarts',
    datasource: chosenSource,
    enable: true,
    iconColor: 'blue',
    expr: `changes(${series('process_start_time_seconds')}[$__rate_interval]) > 0`,
    step: '30s',
    titleFormat: 'Restart',
    tagKeys: 'instance',
    textFormat: '{{instance}}',
  },
];

const links = [
  {
    title: 'Glassgate',
    type: 'dashboards',
    tags: ['glassgate'],
    asDropdown: true,
    includeVars: true,
    keepTime: true,
    targetBlank: false,
  },
];

/** What the alerts say about panels: their limits, and the pages of those that name a panel. */
export interface AlertFacts {
  readonly limitOf: Surroundings['limitOf'];
  runbooksOf(dashboard: Dashboard, panel: Panel): Surroundings['runbooks'];
}

/** A dashboard as Grafana reads it from a file. */
export function dashboardJson(dashboard: Dashboard, { limitOf, runbooksOf }: AlertFacts) {
  const { uid, title, description, variables: names = [], panels } = dashboard;
  return {
    uid,
    title: `Glassgate / ${title}`,
    description,
    tags: ['glassgate'],
    editable: false,
    // One cross-hair for all panels.
    graphTooltip: 1,
    schemaVersion: 39,
    version: 1,
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    refresh: '30s',
    annotations: { list: annotations },
    links,
    templating: { list: variables(names) },
    panels: placePanels(panels).map(({ panel, gridPos }) =>
      panelJson(panel, { gridPos, limitOf, runbooks: runbooksOf(dashboard, panel) }),
    ),
  };
}
