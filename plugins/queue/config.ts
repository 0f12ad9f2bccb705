import { z } from 'zod';

const day = 86_400;

export const queueConfig = z
  .object({
    queue: z
      .object({
        max_wait_seconds: z.number().nonnegative().max(day).default(0),
        wait_seconds_limit: z.number().nonnegative().max(day).default(600),
        max_waiting: z.int().nonnegative().default(1000),
        recheck_seconds: z.number().positive().max(3600).default(1),
      })
      .prefault({}),
  })
  .superRefine(({ queue }, context) => {
    if (queue.max_wait_seconds <= queue.wait_seconds_limit) return;
    context.addIssue({
      code: 'custom',
      path: ['queue', 'max_wait_seconds'],
      message: `${queue.max_wait_seconds} is more than 'queue.wait_seconds_limit', which is ${queue.wait_seconds_limit}`,
    });
  });

export type QueueConfig = z.output<typeof queueConfig>['queue'];
