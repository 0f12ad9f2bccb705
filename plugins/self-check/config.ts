import { z } from 'zod';

/** The section `self_check`. */
export const selfCheckConfig = z.object({
  self_check: z
    .object({
      interval_seconds: z.number().nonnegative().max(86_400).default(60).meta({
        description: 'How often the newest requests are compared, in seconds; 0 is never.',
      }),
      max_requests: z.int().min(100).max(1_000_000).default(10_000).meta({
        description: 'How many of the newest requests are remembered.',
      }),
    })
    .prefault({}),
});
