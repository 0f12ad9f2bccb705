import { z } from 'zod';

const profileSchema = z.object({
  profile_id: z.string().min(1),
  profile_value: z.string().min(1),
  socks_id: z.string().nullish(),
  allowed_containers: z.array(z.string()).default([]),
  max_uses: z.int().nullish(),
  pending_replace: z.boolean().default(false),
});

const socksSchema = z.object({ socks_id: z.string().min(1), url: z.string().min(1) });

export type ProfileConfig = z.output<typeof profileSchema>;
export type SocksConfig = z.output<typeof socksSchema>;

export const profileConfig = z
  .object({
    allow_socks_override: z.boolean().default(true),
    socks: z.array(socksSchema).default([]),
    profiles: z.array(profileSchema).default([]),
  })
  .superRefine(({ socks, profiles }, context) => {
    refuseRepeated(
      context,
      'socks',
      socks.map(({ socks_id: id }) => id),
    );
    refuseRepeated(
      context,
      'profiles',
      profiles.map(({ profile_id: id }) => id),
    );
    const known = new Set(socks.map(({ socks_id: id }) => id));
    for (const [index, profile] of profiles.entries()) {
      if (!profile.socks_id || known.has(profile.socks_id)) continue;
      context.addIssue({
        code: 'custom',
        path: ['profiles', index, 'socks_id'],
        message: `There is no '${profile.socks_id}' in 'socks'`,
      });
    }
  });

function refuseRepeated(context: z.RefinementCtx, key: string, ids: readonly string[]): void {
  for (const [index, id] of ids.entries()) {
    if (ids.indexOf(id) === index) continue;
    context.addIssue({ code: 'custom', path: [key, index], message: `'${id}' is listed twice` });
  }
}
