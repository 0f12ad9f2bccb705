import { z } from 'zod';

export const adminConfig = z.object({
  admin: z
    .strictObject({
      insecure: z.boolean().default(false).meta({
        description: 'Without `auth.admin`: let callers on the loopback interface in.',
      }),
      hosts: z
        .array(z.string().trim().toLowerCase().min(1))
        .default([])
        .meta({ description: 'Names in the header Host, beside addresses and localhost.' }),
    })
    .prefault({}),
});

export type AdminSettings = z.output<typeof adminConfig>['admin'];
