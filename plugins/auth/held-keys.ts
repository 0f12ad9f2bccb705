import { type AuthConfig, adminName } from './config.ts';
import type { HeldKey } from './key-ring.ts';

/** Every key of the configuration with its holder. */
export function heldKeys({ clients, admin }: AuthConfig): HeldKey[] {
  const ofClients = clients.map(({ name, key, profiles, prompts }): HeldKey => {
    const limits = { ...(profiles !== undefined && { profiles }), ...(prompts !== undefined && { prompts }) };
    return { key, principal: { name, role: 'client', limits } };
  });
  if (admin === undefined) return ofClients;
  return [...ofClients, { key: admin.key, principal: { name: adminName, role: 'operator', limits: {} } }];
}
