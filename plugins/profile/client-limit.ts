import { GlassgateError, type SolveClient } from 'glassgate/plugin-api';
import type { KnownProfile, Profiles } from './profiles.ts';

type Client = SolveClient | undefined;

export function mayUse(client: Client, profileId: string): boolean {
  return client?.profiles?.includes(profileId) ?? true;
}

/** The profiles among which auto-selection may choose for this client, fewest uses first. */
export function profilesFor(client: Client, profiles: Pick<Profiles, 'byUses'>): Iterable<KnownProfile> {
  if (client?.profiles === undefined) return profiles.byUses();
  const usable = profiles.byUses().filter(({ profile }) => mayUse(client, profile.id));
  if (usable.length > 0) return usable;
  throw new GlassgateError('FORBIDDEN', `Client '${client.name}' may use none of the configured profiles.`);
}

/** Also for a profile that does not exist: what there is beyond its list is not the client's business. */
export function refuseNamedProfile(client: Client, profileId: string): void {
  if (client === undefined || mayUse(client, profileId)) return;
  const id = profileId.slice(0, 200);
  throw new GlassgateError('FORBIDDEN', `Client '${client.name}' may not use the profile '${id}'.`, {
    details: { profile_id: id },
  });
}

export function refusePinnedProfile(client: Client, profileId: string): void {
  if (client === undefined || mayUse(client, profileId)) return;
  throw new GlassgateError(
    'FORBIDDEN',
    `The chat in 'options.chat_url' belongs to a profile that client '${client.name}' may not use.`,
  );
}
