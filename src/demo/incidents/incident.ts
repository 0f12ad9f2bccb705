import type { IncidentWorkers } from './incident-workers.ts';

/** What incidents happen to: a gateway in front of workers. */
export interface Scene {
  readonly url: string;
  readonly workers: IncidentWorkers;
  readonly profiles: readonly string[];
  readonly ioLogDir: string;
  /** How long each incident lasts. */
  readonly seconds: number;
  /** Ends everything. */
  readonly signal: AbortSignal;
  /** Sends the clients away. What is returned lets them in again. */
  sendClientsAway(): Promise<() => void>;
}

/** A series that an incident moves. */
export interface Watched {
  readonly metric: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** An alert of prometheus/rules. */
export interface Announced {
  readonly alert: string;
  /** What it waits for, as its rule says; at once when absent. */
  readonly wait?: string;
  /** What else it takes. */
  readonly note?: string;
}

/** Something that goes wrong, and is put right again. */
export interface Incident {
  readonly id: string;
  readonly title: string;
  /** What happens, and what the gateway makes of it. */
  readonly story: string;
  readonly watched: readonly Watched[];
  /** What fires when it lasts. */
  readonly alerts: readonly Announced[];
  /** Name of a dashboard in grafana/dashboards. */
  readonly dashboard: string;
  /** A route that shows it too. */
  readonly path: string;
  /** Break it. What is returned puts it right. */
  begin(scene: Scene): Promise<() => Promise<void>>;
}
