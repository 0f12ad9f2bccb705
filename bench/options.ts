import { parseArgs } from 'node:util';
import { z } from 'zod';
import { suiteNames } from './systems/suites.ts';

const list = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()))
  .optional();
const amount = z.coerce.number().int().positive();

const optionsSchema = z.object({
  suite: z.enum(suiteNames).default('solve'),
  seconds: amount.default(5),
  rounds: amount.default(3),
  connections: list.transform((items) => z.array(amount).parse(items ?? [1, 16, 128])),
  only: list,
  json: z.string().optional(),
});

export type Options = z.output<typeof optionsSchema>;

/** `--suite solve --seconds 5 --rounds 3 --connections 1,16,128 --only direct,glassgate --json out.json` */
export function parseOptions(args: readonly string[]): Options {
  const names = Object.keys(optionsSchema.shape);
  const { values } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' }] as const)),
  });
  return optionsSchema.parse(values);
}
