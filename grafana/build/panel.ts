/** One query of a panel. */
export interface Target {
  readonly expr: string;
  /** `{{label}}` is replaced by its value. */
  readonly legend: string;
  /** Shows the traces behind single observations as dots. */
  readonly exemplars?: boolean;
}

export type PanelType = 'stat' | 'gauge' | 'bargauge' | 'timeseries' | 'heatmap' | 'state-timeline' | 'table';

/** From this value on, in this colour. The name of an alert stands for its limit in slo.yaml. */
type Step = readonly [from: number | string, color: 'green' | 'yellow' | 'orange' | 'red'];

export interface Panel {
  readonly title: string;
  /** What it shows, and when to worry. */
  readonly description: string;
  readonly type: PanelType;
  /** One of Grafana's units: `s`, `bytes`, `reqps`, `percentunit` … */
  readonly unit: string;
  readonly targets: readonly Target[];
  /** Columns of 24. */
  readonly width?: number;
  /** Colours above the first one, which is green. */
  readonly steps?: readonly Step[];
  /** Little is bad: red below the first step. */
  readonly isRedBelow?: boolean;
  /** Top of the axis. */
  readonly max?: number;
  /** Areas on top of each other: parts of a whole. */
  readonly stacked?: boolean;
  /** A stat that shows the legend, not the number. */
  readonly showsName?: boolean;
  /** Less than nothing is possible. */
  readonly isSigned?: boolean;
  /** The label with the container's id, for a link to its jobs. */
  readonly containerLabel?: 'container_id';
}

export interface Dashboard {
  /** `glassgate-` and the name of its file. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Variables beside those that every dashboard has. */
  readonly variables?: readonly ('container' | 'stage' | 'slo' | 'host')[];
  readonly panels: readonly Panel[];
}

/** A query whose series need no more than one name. */
export function target(expr: string, legend: string): Target {
  return { expr, legend };
}

/** A query of a latency, with exemplars. */
export function traced(expr: string, legend: string): Target {
  return { expr, legend, exemplars: true };
}
