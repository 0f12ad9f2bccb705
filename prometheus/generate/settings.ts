import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { type ErrorCode, errorCodes } from '../../src/plugin-api/error.ts';

const duration = z.string().regex(/^\d+[smhd]$/, 'Expected a duration such as 5m');
const kinds = z.array(z.enum(['client', 'busy', 'upstream', 'internal', 'canceled'])).min(1);
const codes = z.array(z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]));

const objectiveBasics = { id: z.string().regex(/^[a-z][a-z0-9-]*$/), percent: z.number().gt(0).lt(100) };
const ratioObjective = z.strictObject({
  ...objectiveBasics,
  bad_kinds: kinds,
  good_codes: codes.default([]),
  ignored_kinds: kinds,
});
const latencyObjective = z.strictObject({ ...objectiveBasics, seconds: z.number().positive() });

const burnPair = z.strictObject({
  short: duration,
  long: duration,
  burn: z.number().positive(),
  requests: z.int().positive(),
});
const burnAlert = z.strictObject({
  severity: z.enum(['critical', 'warning']),
  for: duration,
  pairs: z.tuple([burnPair], burnPair),
});

const alertNumbers = z.strictObject({
  severity: z.enum(['critical', 'warning', 'info', 'none']),
  for: duration.optional(),
  limit: z.number().optional(),
  window: duration.optional(),
  used: z.number().gt(0).lt(1).optional(),
  requests: z.int().positive().optional(),
});

const settings = z.strictObject({
  job: z.string().min(1),
  host_job: z.string().min(1),
  links: z.strictObject({ runbooks: z.url(), dashboards: z.url() }),
  slo: z
    .strictObject({
      period_days: z.int().positive(),
      objectives: z.array(z.union([ratioObjective, latencyObjective])).min(1),
      page: burnAlert,
      ticket: burnAlert,
    })
    .superRefine(({ objectives, page, ticket }, context) => {
      for (const { id, percent } of objectives) {
        for (const { burn, long } of [...page.pairs, ...ticket.pairs]) {
          if (burn * budgetOf(percent) < 1) continue;
          const message = `'${id}' (${percent} %) cannot burn ${burn} times too fast: the alert over ${long} could never fire`;
          context.addIssue({ code: 'custom', path: ['objectives'], message });
        }
      }
    }),
  alerts: z.record(z.string(), alertNumbers),
});

export type Settings = z.output<typeof settings>;
export type AlertNumbers = z.output<typeof alertNumbers>;
export type Objective = z.output<typeof ratioObjective> | z.output<typeof latencyObjective>;
export type BurnAlert = z.output<typeof burnAlert>;

/** The share of requests that may be bad, without the noise of binary fractions. */
export function budgetOf(percent: number): number {
  return Math.round((100 - percent) * 1e7) / 1e9;
}

export function parseSettings(text: string): Settings {
  return settings.parse(load(text));
}

export async function readSettings(): Promise<Settings> {
  return parseSettings(await readFile(join(import.meta.dirname, '../slo.yaml'), 'utf8'));
}
