import { limiterConfig } from 'glassgate/plugin-api';
import { z } from 'zod';

export const rateLimitConfig = z.object({
  rate_limit: z
    .record(z.string(), limiterConfig(z))
    .default({})
    .meta({ description: 'Limits by chain; each limiter of the chain has its own.' }),
});

export type RateLimits = z.output<typeof rateLimitConfig>['rate_limit'];
