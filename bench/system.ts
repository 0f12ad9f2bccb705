/** What every system under test is given. */
export interface Surroundings {
  /** Base URL of the worker, or of the API, that takes no time. */
  readonly workerUrl: string;
  /** Where it answers what the load generator asks. */
  readonly workerPath: string;
  readonly workerPid: number;
  /** Base URL of the collector that drops what it gets. */
  readonly collectorUrl: string;
  /** A directory that is removed after the run. */
  readonly dir: string;
  /** The most connections that will be opened at once. */
  readonly maxConnections: number;
  readonly signal: AbortSignal;
}

/** Where the load goes. */
export interface Target {
  readonly url: string;
  /** What this system wants to be told with each request. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RunningSystem extends Target, AsyncDisposable {
  /** The process whose CPU time and memory count, together with its children. */
  readonly pid: number;
  /** Where the Prometheus text is, if there is any. */
  readonly metricsUrl?: string;
}

/** Something that stands between a client and a worker. */
export interface System {
  readonly name: string;
  /** A sentence for the operator when it cannot run here. */
  missing?(): Promise<string | undefined>;
  start(surroundings: Surroundings): Promise<RunningSystem>;
}
