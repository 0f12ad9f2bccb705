import { priorities } from 'glassgate/plugin-api';
import { z } from 'zod';

const mebibyte = 1024 * 1024;
const prefix = z
  .string()
  .regex(/^\/v1\/[\w-]+(?:\/[\w-]+)*$/, "must be a path below '/v1/', without a slash at its end");

export const openaiConfig = z.object({
  openai: z
    .strictObject({
      deadline_seconds: z.number().positive().max(86_400).default(600),
      body_limit_bytes: z
        .int()
        .min(1024)
        .default(20 * mebibyte),
      body_limit_values: z.int().min(100).max(10_000_000).default(200_000),
      catch_all: z.array(prefix).default([]),
      models_ttl_seconds: z.number().nonnegative().max(86_400).default(300),
    })
    .prefault({}),
  priority: z
    .strictObject({ max_by_client: z.record(z.string(), z.enum(priorities)).default({}) })
    .prefault({}),
});

export type OpenaiSettings = z.output<typeof openaiConfig>;
