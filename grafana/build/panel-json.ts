import { chosenSource } from './data-source.ts';
import type { Place } from './layout.ts';
import { dataLinks } from './links.ts';
import type { Panel, Target } from './panel.ts';

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
export function panelJson(panel: Panel, { id, gridPos }: { readonly id: number; readonly gridPos: Place }) {
  const { type, title, description } = panel;
  return {
    id,
    type,
    title,
    description,
    datasource: chosenSource,
    gridPos,
    fieldConfig: { defaults: fieldDefaults(panel), overrides: [] },
    options: options(panel),
    targets: panel.targets.map((target, index) => targetJson(target, { panel, index })),
  };
}

function fieldDefaults(panel: Panel) {
  const { unit, steps = [], max, isRedBelow = false } = panel;
  const links = dataLinks(panel);
  return {
    unit,
    // Nothing counted here can be less than nothing.
    min: 0,
    ...(max !== undefined && { max }),
    ...(unit === 'bool' && { mappings: yesOrNo }),
    thresholds: {
      mode: 'absolute',
      steps: [
        { color: isRedBelow ? 'red' : 'green', value: null },
        ...steps.map(([value, color]) => ({ color, value })),
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
