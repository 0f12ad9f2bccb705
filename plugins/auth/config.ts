import { z } from 'zod';

/** The principal of `auth.admin`. */
export const adminName = 'admin';

const key = z
  .string()
  .regex(/^[\x21-\x7e]{16,512}$/, 'Expected 16 to 512 printable ASCII characters without spaces')
  .meta({
    description: 'Sent as `Authorization: Bearer <key>`. Use a reference to a variable or a file.',
  });

const ids = z.array(z.string().min(1)).min(1, 'List at least one id, or leave the key out to allow all');

const client = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'Expected 1 to 64 letters, digits, dots, hyphens or underscores')
    .meta({ description: 'Shown in logs and job rows.' }),
  key,
  profiles: ids.optional().meta({ description: 'Profiles that the client may use; all when absent.' }),
  prompts: ids.optional().meta({ description: 'Prompts that the client may use; all when absent.' }),
});

// Strict: a misspelt limit that is ignored would be no limit.
const auth = z.strictObject({
  clients: z.array(client).default([]),
  admin: z.strictObject({ key }).optional(),
  insecure: z
    .boolean()
    .default(false)
    .meta({ description: 'Allow a reachable address although client routes are open.' }),
  max_failures_per_minute: z.int().min(0).max(1_000_000).default(10).meta({
    description: 'Wrong keys at routes for operators from one address, then 429; 0 is no limit.',
  }),
  protect_metrics: z.boolean().default(false).meta({ description: 'Ask for the admin key at /metrics.' }),
});

export type AuthConfig = z.output<typeof auth>;

export const authConfig = z.object({ auth: auth.prefault({}) }).superRefine(({ auth: checked }, context) => {
  const refuse = (path: readonly (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path: ['auth', ...path], message });
  const names = [adminName];
  // Two holders of one key could not be told apart.
  const keys = checked.admin === undefined ? [] : [checked.admin.key];
  for (const [index, { name, key: own }] of checked.clients.entries()) {
    if (names.includes(name)) refuse(['clients', index, 'name'], `The name '${name}' is taken`);
    if (keys.includes(own)) refuse(['clients', index, 'key'], 'Somebody else has the same key');
    names.push(name);
    keys.push(own);
  }
  if (checked.protect_metrics && checked.admin === undefined) {
    refuse(['protect_metrics'], "Needs 'auth.admin', or nobody could read the metrics");
  }
});
