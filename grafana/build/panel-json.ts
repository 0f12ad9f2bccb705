import { chosenSource } from './data-source.ts';
import type { Place } from './layout.ts';
import { dataLinks } from './links.ts';
import type { Panel, Target } from './panel.ts';
import { panelId } from './panel-id.ts';

/** What a panel has from outside: its place, the limits of alerts, and the pages of those that name it. */
export interface Surroundings {
  readonly gridPos: Place;
  readonly limitOf: (alert: string) => number;
  readonly runbooks: readonly RunbookLink[];
}

interface RunbookLink {
  readonly title: string;
  readonly url: string;
}

const yesOrNo = [
  {
    type: 'value',
    options: {
      0: { text: 'no', color: 'red', index: 0 },
      1: { text: 'yes', color: 'green', index: 1 },
    },
  },
];

/** A panel as Grafana stores it. */
export function panelJson(panel: Panel, { gridPos, limitOf, runbooks }: Surroundings) {
  const { type, title, description } = panel;
  return {
    id: panelId(title),
    type,
    title,
    description,
    datasource: chosenSource,
    gridPos,
    ...(runbooks.length > 0 && { links: runbooks.map((link) => ({ ...link, targetBlank: true })) }),
    fieldConfig: { defaults: fieldDefaults(panel, limitOf), overrides: [] },
    options: options(panel),
    targets: panel.targets.map((target, index) => targetJson(target, { panel, index })),
  };
}

function fieldDefaults(panel: Panel, limitOf: Surroundings['limitOf']) {
  const { unit, steps = [], max, isRedBelow = false, isSigned = false } = panel;
  const links = dataLinks(panel);
  return {
    unit,
    // Nothing that is counted can be less than nothing.
    ...(!isSigned && { min: 0 }),
    ...(max !== undefined && { max }),
    ...(unit === 'bool' && { mappings: yesOrNo }),
    thresholds: {
      mode: 'absolute',
      steps: [
        { color: isRedBelow ? 'red' : 'green', value: null },
        ...steps.map(([from, color]) => ({ color, value: typeof from === 'string' ? limitOf(from) : from })),
      ],
    },
    ...(links.length > 0 && { links }),
    custom: custom(panel),
  };
}

function custom({ type, stacked = false, steps = [] }: Panel) {
  if (type === 'state-timeline') return { fillOpacity: 70, lineWidth: 0 };
  if (type !== 'timeseries') return {};
  return {
    drawStyle: 'line',
    fillOpacity: stacked ? 30 : 5,
    lineWidth: 1,
    showPoints: 'never',
    stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
    thresholdsStyle: { mode: steps.length === 0 ? 'off' : 'dashed' },
  };
}

const lastValue = { calcs: ['lastNotNull'], fields: '', values: false };

function options({ type, unit, showsName = false }: Panel) {
  switch (type) {
    case 'stat':
      return {
        colorMode: 'value',
        graphMode: unit === 'bool' || showsName ? 'none' : 'area',
        reduceOptions: lastValue,
        textMode: showsName ? 'name' : 'auto',
      };
    case 'gauge':
      return { reduceOptions: lastValue, showThresholdMarkers: true };
    case 'bargauge':
      return { displayMode: 'lcd', orientation: 'horizontal', reduceOptions: lastValue };
    case 'heatmap':
      return { calculate: false, color: { mode: 'scheme', scheme: 'Oranges' }, yAxis: { unit } };
    case 'state-timeline':
      return { mergeValues: true, showValue: 'never' };
    case 'table':
      return { showHeader: true };
    case 'timeseries':
      return {
        legend: { displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull', 'max'] },
        tooltip: { mode: 'multi', sort: 'desc' },
      };
  }
}

function targetJson(
  { expr, legend, exemplars = false }: Target,
  { panel: { type }, index }: { readonly panel: Panel; readonly index: number },
) {
  const isTable = type === 'table';
  const format = type === 'heatmap' ? 'heatmap' : 'time_series';
  return {
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource: chosenSource,
    expr,
    legendFormat: legend,
    format: isTable ? 'table' : format,
    instant: isTable,
    range: !isTable,
    exemplar: exemplars,
  };
}
