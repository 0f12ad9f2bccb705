import { limiterConfig } from 'glassgate/plugin-api';
import { z } from 'zod';
import { baseUrlProblem } from './base-url.ts';
import { withLegacyEnvironment } from './legacy-environment.ts';
import { compilePattern } from './safe-pattern.ts';

const idPattern = /^[a-z0-9][a-z0-9._-]{0,62}$/i;
const id = z.string().regex(idPattern, 'must be 1 to 63 letters, digits, dots, dashes or underscores');
const seconds = z.number().positive().max(86_400);
const alias = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .regex(/^[^/]+$/, 'must not contain a slash');

const pattern = z.string().superRefine((source, context) => {
  const compiled = compilePattern(source);
  if ('problem' in compiled) context.addIssue({ code: 'custom', message: compiled.problem });
});

const timeouts = z.strictObject({
  connect_seconds: seconds.default(10),
  first_byte_seconds: seconds.max(300).default(60),
  idle_seconds: seconds.default(60),
  total_seconds: seconds.default(300),
});

const circuit = z.strictObject({
  fails: z.int().min(1).max(1_000).default(5),
  passes: z.int().min(1).max(100).default(2),
  open_seconds: seconds.default(10),
});

const provider = z
  .strictObject({
    id,
    base_url: z.string(),
    path_prefix: z
      .string()
      .regex(/^[/\w.~-]*$/, 'must be a plain path')
      .default('/v1'),
    allow_private: z.boolean().default(false),
    aliases: z.array(alias).default([]),
    model_patterns: z.array(pattern).max(100).default([]),
    strip_prefix: z.boolean().default(true),
    models: z.array(z.string().min(1).max(256)).optional(),
    api_key: z.string().optional(),
    credentials: z
      .array(z.strictObject({ id, key: z.string(), weight: z.number().positive().max(1_000).default(1) }))
      .default([]),
    credential_mode: z.enum(['gateway', 'client', 'none']).default('gateway'),
    weight: z.number().positive().max(1_000).default(1),
    limiter: limiterConfig(z).optional(),
    timeouts: timeouts.prefault({}),
    circuit: circuit.prefault({}),
  })
  .superRefine((value, context) => {
    const problem = baseUrlProblem(value.base_url, { allowPrivate: value.allow_private });
    if (problem !== undefined) context.addIssue({ code: 'custom', path: ['base_url'], message: problem });
    if (value.api_key !== undefined && value.credentials.length > 0) {
      const message = "Give 'api_key' or 'credentials', not both.";
      context.addIssue({ code: 'custom', path: ['api_key'], message });
    }
    repeated(value.credentials, 'credentials', context);
  });

const modelRoute = z
  .strictObject({
    model: z.string().min(1).optional(),
    pattern: pattern.optional(),
    providers: z.array(id).min(1),
    fallback: z.array(z.strictObject({ provider: id, model: z.string().min(1).optional() })).default([]),
  })
  .refine(({ model, pattern }) => (model === undefined) !== (pattern === undefined), {
    message: "Give 'model' or 'pattern', one of them.",
  });

type Env = Readonly<Record<string, string | undefined>>;

const providers = z.array(provider).superRefine((entries, context) => repeated(entries, undefined, context));

export const providerConfig = z.object({
  providers: z.preprocess(withVariablesOf(process.env), providers).default([]),
  model_routes: z.array(modelRoute).default([]),
  provider_retries: z
    .strictObject({
      max: z.int().min(0).max(10).default(2),
      budget_percent: z.number().min(0).max(100).default(20),
      budget_min: z.int().min(0).max(1_000).default(3),
    })
    .prefault({}),
});

export type ProviderConfig = z.output<typeof providerConfig>;
export type ProviderSettings = ProviderConfig['providers'][number];
export type ModelRouteSettings = ProviderConfig['model_routes'][number];
export type CircuitSettings = ProviderSettings['circuit'];

/** The variables `SIDECAR_*` are looked at whenever the configuration is read. */
export function withVariablesOf(env: Env) {
  return (section: unknown, context: { addIssue(message: string): void }): unknown => {
    const { providers: merged, problems } = withLegacyEnvironment(section, env);
    for (const problem of problems) context.addIssue(problem);
    return merged;
  };
}

interface IssueSink {
  addIssue(issue: { code: 'custom'; path: (string | number)[]; message: string }): void;
}

function repeated(
  entries: readonly { readonly id: string }[],
  key: string | undefined,
  sink: IssueSink,
): void {
  const ids = entries.map((entry) => entry.id);
  for (const [index, entry] of ids.entries()) {
    if (ids.indexOf(entry) === index) continue;
    const path = [...(key === undefined ? [] : [key]), index, 'id'];
    sink.addIssue({ code: 'custom', path, message: `'${entry}' is used twice; ids are unique.` });
  }
}
