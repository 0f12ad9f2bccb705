import type { Stage } from './stage.ts';

/** A series that an incident moves. */
export interface Watched {
  readonly metric: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Something that goes wrong, and is put right again. */
export interface Incident {
  readonly id: string;
  readonly title: string;
  /** What happens, and what the gateway makes of it. */
  readonly story: string;
  readonly watched: readonly Watched[];
  /** Alerts of prometheus/rules, with what they wait for. */
  readonly alerts: readonly string[];
  /** Name of a dashboard in grafana/dashboards. */
  readonly dashboard: string;
  /** A route that shows it too. */
  readonly path: string;
  /** Break it. What is returned puts it right. */
  begin(stage: Stage): Promise<() => Promise<void>>;
}
