import { z } from 'zod';
import { isAddressRange } from './address-range.ts';
import { allowedLevels, logLevels, parseLogLevel } from './log-level.ts';

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
