import type { SolveContainer } from 'glassgate/plugin-api';
import { z } from 'zod';

const maxRetries = 2;

const containerSchema = z.object({
  id: z.string().min(1),
  base_url: z.url({ protocol: /^https?$/ }),
  enabled: z.boolean().default(true),
  weight: z.number().default(1),
  timeouts: z
    .object({
      connect_seconds: z.number().positive().default(10),
      read_seconds: z.number().positive().default(120),
      total_seconds: z.number().positive().default(1800),
    })
    .prefault({}),
  analyze_retries: z.int().default(1),
});

export const selectorConfig = z
  .object({
    containers: z.array(containerSchema).default([]),
    selector: z
      .object({
        probe_interval_seconds: z.number().positive().default(10),
        recheck_limit: z.int().nonnegative().default(16),
      })
      .prefault({}),
  })
  .superRefine(({ containers }, context) => {
    const ids = containers.map(({ id }) => id);
    for (const [index, id] of ids.entries()) {
      if (ids.indexOf(id) === index) continue;
      context.addIssue({
        code: 'custom',
        path: ['containers', index, 'id'],
        message: `'${id}' is listed twice`,
      });
    }
  });

type SelectorConfig = z.output<typeof selectorConfig>;

/** The containers that may get traffic, in the order of their ids. */
export function enabledContainers(config: SelectorConfig): SolveContainer[] {
  return containersOf(config, ({ enabled }) => enabled);
}

/** The containers that get none. */
export function disabledContainers(config: SelectorConfig): SolveContainer[] {
  return containersOf(config, ({ enabled }) => !enabled);
}

function containersOf(
  config: SelectorConfig,
  isWanted: (entry: z.output<typeof containerSchema>) => boolean,
): SolveContainer[] {
  return config.containers
    .filter(isWanted)
    .map(({ id, base_url: baseUrl, timeouts, analyze_retries: retries }) => ({
      id,
      baseUrl: baseUrl.replace(/\/+$/, ''),
      timeouts: {
        connectMs: timeouts.connect_seconds * 1000,
        readMs: timeouts.read_seconds * 1000,
        totalMs: timeouts.total_seconds * 1000,
      },
      retries: Math.min(Math.max(retries, 0), maxRetries),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
