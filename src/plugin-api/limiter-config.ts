import type { z as Zod } from 'zod';

export const fullPolicies = ['reject', 'passthrough', 'drop_lowest'] as const;

/** What becomes of a request that finds the queue full. */
export type FullPolicy = (typeof fullPolicies)[number];

type Z = typeof Zod;

const mebibyte = 1024 * 1024;

/** Most requests per minute that a limit may be set to. */
export const mostRpm = 100_000;

/**
 * The keys of one limiter, as they stand in config.yaml. Every plugin that has limiters in its part of the
 * configuration builds this with its own copy of Zod: `limiterConfig(z)`.
 */
export function limiterConfig(z: Z) {
  return z.object({
    rate_rpm: z
      .number()
      .positive()
      .max(mostRpm)
      .default(40)
      .meta({ description: 'Requests per minute; fractions are allowed.' }),
    bucket_capacity: z.int().min(1).max(mostRpm).optional().meta({
      description: 'Requests that may leave at once after a pause; as many as rate_rpm when absent.',
    }),
    window_guard: z
      .boolean()
      .default(true)
      .meta({ description: 'Never more than rate_rpm in any 60 s, restarts included.' }),
    max_inflight: z
      .int()
      .min(1)
      .max(mostRpm)
      .default(20)
      .meta({ description: 'Requests under way at once.' }),
    queue_max_size: z.int().min(1).max(mostRpm).default(500).meta({ description: 'Requests that may wait.' }),
    queue_max_bytes: z
      .int()
      .min(1)
      .default(64 * mebibyte)
      .meta({ description: 'Bytes that the bodies of waiting requests may hold together.' }),
    queue_full_policy: z
      .enum(fullPolicies)
      .default('reject')
      .meta({ description: 'What becomes of a request that finds the queue full.' }),
    overflow_max: z
      .int()
      .min(0)
      .max(mostRpm)
      .default(50)
      .meta({ description: 'With passthrough: requests that may wait behind a full queue.' }),
    queue_timeout: z
      .number()
      .positive()
      .max(3600)
      .default(60)
      .meta({ description: 'Longest wait of a request in seconds.' }),
    low_priority_timeout: z
      .number()
      .positive()
      .max(300)
      .default(2)
      .meta({ description: 'Longest wait of a request of the class low in seconds.' }),
    priority: z
      .object({
        age_seconds: z
          .number()
          .min(0)
          .max(3600)
          .default(30)
          .meta({ description: 'After each such wait a request competes one class higher; 0 turns it off.' }),
      })
      .prefault({}),
    adaptive: adaptiveConfig(z).prefault({}),
  });
}

function adaptiveConfig(z: Z) {
  const seconds = (fallback: number, description: string) =>
    z.number().positive().max(86_400).default(fallback).meta({ description });
  const pace = (fallback: number, description: string) =>
    z.number().min(0).max(86_400).default(fallback).meta({ description });
  const share = (fallback: number, description: string) =>
    z.number().positive().max(1).default(fallback).meta({ description });
  return z.object({
    retreat_window_seconds: seconds(60, 'Answers that decide whether the rate goes down.'),
    retreat_429_threshold: share(0.05, 'Share of 429 at which the rate goes down; at twice this, further.'),
    retreat_factor: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.75)
      .meta({ description: 'What is left of the rate after one step down.' }),
    retreat_min_rpm: z
      .number()
      .positive()
      .max(mostRpm)
      .default(5)
      .meta({ description: 'The floor: the rate never goes below.' }),
    floor_429_threshold: share(0.2, 'Share of 429 at which the rate falls to the floor at once.'),
    recover_window_seconds: seconds(120, 'How long there must be no 429 before the rate goes up.'),
    recover_429_threshold: share(0.02, 'Share of 429 in that time below which the rate goes up.'),
    recover_increment_rpm: z
      .number()
      .positive()
      .max(mostRpm)
      .default(2)
      .meta({ description: 'One step up.' }),
    min_samples: z
      .int()
      .min(1)
      .max(10_000)
      .default(5)
      .meta({ description: 'Fewer answers than this say nothing.' }),
    retreat_step_seconds: pace(10, 'Least time between two steps down.'),
    recover_step_seconds: pace(15, 'Least time between two steps up.'),
    max_pause_seconds: pace(300, 'Longest pause that a Retry-After is honoured with.'),
  });
}

/** One limiter as configured, with every default filled in. */
export type LimiterConfig = Zod.output<ReturnType<typeof limiterConfig>>;

/** What an operator may set while the gateway runs, beside the configuration. */
export const overridableKeys = [
  'rate_rpm',
  'max_inflight',
  'queue_max_size',
  'queue_full_policy',
  'overflow_max',
  'queue_timeout',
  'low_priority_timeout',
] as const satisfies readonly (keyof LimiterConfig)[];

export type OverridableKey = (typeof overridableKeys)[number];

export type LimiterOverrides = Partial<Pick<LimiterConfig, OverridableKey>>;
