import { resolve } from 'node:path';
import { z } from 'zod';
import { isAddressRange } from './address-range.ts';
import type { ConfigProblem } from './config-error.ts';
import { flatIssues } from './flat-issues.ts';
import type { KeyPath } from './key-path.ts';
import { allowedLevels, type LogLevel, logLevels, parseLogLevel } from './log-level.ts';
import type { Mapping } from './mapping.ts';
import type { ConfigDocument } from './read-document.ts';

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

const mebibyte = 1024 * 1024;

const name = z.string().trim().min(1);

const level = z
  .string()
  .transform((text, context) => {
    const parsed = parseLogLevel(text);
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: 'custom', message: `Expected one of ${allowedLevels}.` });
    return z.NEVER;
  })
  .meta({ description: "Level of the gateway's own log.", examples: [...logLevels] });

const addressRange = z.string().refine(isAddressRange, {
  message: 'Expected an address, a CIDR range such as 10.0.0.0/8, loopback, linklocal or uniquelocal.',
});

const pluginEntry = z.object({
  use: name.meta({ description: 'Name of a bundled plugin, a path relative to this file, or a package.' }),
  chain: z
    .union([name, z.array(name).min(1)])
    .optional()
    .meta({ description: "Chain of the stage, or a list of them; the plugin's own when absent." }),
  config: z.record(z.string(), z.unknown()).optional().meta({ description: 'Keys for this plugin only.' }),
});

/** The keys of config.yaml that belong to no plugin. */
export const coreShape = {
  plugins: z
    .array(z.union([name, pluginEntry]))
    .optional()
    .meta({ description: 'Plugins to load; their order is the order of the stages.' }),
  log: z
    .object({
      level: level.optional(),
      file: name.optional().meta({ description: 'Also write the log to this file.' }),
      max_bytes: z.int().positive().default(50_000_000),
      backup_count: z.int().nonnegative().default(5),
      recent_bytes: z
        .int()
        .nonnegative()
        .max(1024 * mebibyte)
        .default(8 * mebibyte)
        .meta({ description: 'Memory for the newest lines of the log; 0 keeps none.' }),
    })
    .prefault({}),
  http: z
    .object({
      body_bytes_in_flight: z
        .int()
        .positive()
        .default(512 * mebibyte)
        .meta({ description: 'Bytes that the bodies of all requests under way may hold together.' }),
      trust_proxy: z
        .union([z.literal(false), z.int().min(1).max(32), addressRange, z.array(addressRange).min(1)])
        .default(false)
        .meta({
          description:
            'Whose X-Forwarded-For says where a request comes from: a number of proxies, or their addresses.',
        }),
    })
    .prefault({}),
  management: z
    .object({
      port: z.int().min(0).max(65_535).optional().meta({
        description:
          'Serve the routes of operators here, on 127.0.0.1, and nowhere else; 0 takes a free one.',
      }),
    })
    .prefault({}),
  observability: z
    .object({
      flight_recorder: z
        .object({
          max_bytes: z
            .int()
            .nonnegative()
            .max(1024 * mebibyte)
            .default(16 * mebibyte)
            .meta({ description: 'Memory for the spans of recent requests; 0 keeps none.' }),
          slow_seconds: z
            .number()
            .nonnegative()
            .default(30)
            .meta({ description: 'From here on a request is slow, and its spans are kept longer.' }),
        })
        .prefault({}),
    })
    .prefault({}),
  otel: z
    .object({
      events: z
        .enum(['logs', 'span', 'both'])
        .default('both')
        .meta({ description: 'Where decisions go: lines at level debug, events of spans, or both.' }),
      gen_ai: z
        .enum(['off', 'latest'])
        .default('latest')
        .meta({ description: 'Whether spans carry the gen_ai.* attributes.' }),
      trust_incoming_trace: z
        .boolean()
        .default(true)
        .meta({ description: "Continue a client's trace; else start one and link to it." }),
    })
    .prefault({}),
  shutdown: z
    .object({
      drain_seconds: z
        .number()
        .nonnegative()
        .max(86_400)
        .default(600)
        .meta({ description: 'How long running requests may take to finish at a stop.' }),
    })
    .prefault({}),
  store: z
    .object({
      max_wait_seconds: z.number().min(0.1).max(3600).default(5).meta({
        description: 'How long a request waits for the database before it goes on without it, or fails.',
      }),
    })
    .prefault({}),
};

const coreSchema = z.object(coreShape);

/** Read the core's keys. Where they are wrong, `core` has defaults, so that the rest can be checked too. */
export function parseCore(document: ConfigDocument): { core: CoreConfig; problems: ConfigProblem[] } {
  const result = coreSchema.safeParse(document.root);
  if (result.success) return { core: toCore(result.data, document), problems: [] };
  const plugins = coreShape.plugins.safeParse(document.root['plugins']).data;
  return {
    core: toCore({ ...coreSchema.parse({}), plugins }, document),
    problems: flatIssues(result.error.issues).map(({ path, message }) => ({
      path,
      ...document.locate(path),
      message,
      severity: 'error',
    })),
  };
}

function toCore(
  { plugins, log, http, management, observability, otel, shutdown, store }: z.output<typeof coreSchema>,
  { baseDir }: ConfigDocument,
): CoreConfig {
  return {
    plugins: plugins?.map((entry, index) => ({
      ...(typeof entry === 'string' ? { use: entry } : entry),
      path: ['plugins', index],
    })),
    log: {
      level: log.level,
      file: log.file === undefined ? undefined : resolve(baseDir, log.file),
      maxBytes: log.max_bytes,
      backupCount: log.backup_count,
      recentBytes: log.recent_bytes,
    },
    http: {
      bodyBytesInFlight: http.body_bytes_in_flight,
      trustProxy: typeof http.trust_proxy === 'string' ? [http.trust_proxy] : http.trust_proxy,
    },
    managementPort: management.port,
    spans: { events: otel.events, genAi: otel.gen_ai, trustIncomingTrace: otel.trust_incoming_trace },
    flightRecorder: {
      maxBytes: observability.flight_recorder.max_bytes,
      slowMs: observability.flight_recorder.slow_seconds * 1000,
    },
    shutdown: { drainSeconds: shutdown.drain_seconds },
    store: { maxWaitSeconds: store.max_wait_seconds },
  };
}
