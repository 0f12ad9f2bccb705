import type { KeyPath } from './key-path.ts';
import type { LogLevel } from './log-level.ts';
import type { Mapping } from './mapping.ts';

/** One item of `plugins:`. */
export interface PluginEntry {
  readonly use: string;
  readonly chain?: string | readonly string[] | undefined;
  /** Lies over the keys that the plugin takes from the top level. */
  readonly config?: Mapping | undefined;
  /** Where the item stands in the document. */
  readonly path: KeyPath;
}

export interface CoreConfig {
  /** Undefined when the file leaves the choice to Glassgate. */
  readonly plugins: readonly PluginEntry[] | undefined;
  readonly log: {
    readonly level: LogLevel | undefined;
    /** Absolute. */
    readonly file: string | undefined;
    readonly maxBytes: number;
    readonly backupCount: number;
    /** Memory for the newest lines. */
    readonly recentBytes: number;
  };
  readonly http: {
    readonly bodyBytesInFlight: number;
    /** The proxies before the gateway whose `X-Forwarded-For` counts: so many, or these addresses. */
    readonly trustProxy: false | number | readonly string[];
  };
  readonly spans: {
    readonly events: 'logs' | 'span' | 'both';
    readonly genAi: 'off' | 'latest';
    readonly trustIncomingTrace: boolean;
  };
  readonly flightRecorder: { readonly maxBytes: number; readonly slowMs: number };
  /** Where the routes of operators are, on loopback; undefined: beside the others. */
  readonly managementPort: number | undefined;
  readonly shutdown: { readonly drainSeconds: number };
  readonly store: { readonly maxWaitSeconds: number };
}
