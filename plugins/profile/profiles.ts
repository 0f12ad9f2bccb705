import { type Profile, type Repository, type Store, timestamp } from 'glassgate/plugin-api';
import type { ProfileConfig } from './config.ts';
import { type ProfileRow, profilesTable } from './tables.ts';

/** A configured profile with what the gateway counts about it. */
export interface KnownProfile {
  readonly profile: Profile;
  readonly defaultProxyId: string | undefined;
  readonly maxUses: number | undefined;
  readonly isPendingReplace: boolean;
  readonly usesCount: number;
}

/** The profiles of the config. Their counters live in memory and are written through to the database. */
export class Profiles {
  readonly #repository: Repository<ProfileRow>;
  readonly #byId: Map<string, KnownProfile>;

  private constructor(repository: Repository<ProfileRow>, byId: Map<string, KnownProfile>) {
    this.#repository = repository;
    this.#byId = byId;
  }

  /** Bring the table up to date with the config; counters and creation times of known rows stay. */
  static async seed(store: Store, configs: readonly ProfileConfig[]): Promise<Profiles> {
    const repository = store.table(profilesTable);
    const stored = new Map((await repository.find({})).map((row) => [row.profile_id, row]));
    const byId = new Map<string, KnownProfile>();
    for (const config of configs) {
      const row = seededRow(config, stored.get(config.profile_id));
      repository.put(row);
      byId.set(config.profile_id, knownProfile(config, row.uses_count));
    }
    return new Profiles(repository, byId);
  }

  get(id: string): KnownProfile | undefined {
    return this.#byId.get(id);
  }

  all(): KnownProfile[] {
    return [...this.#byId.values()];
  }

  countUse(id: string): void {
    const known = this.#byId.get(id);
    if (known === undefined) return;
    const usesCount = known.usesCount + 1;
    this.#byId.set(id, { ...known, usesCount });
    this.#repository.change(id, { uses_count: usesCount, updated_at: timestamp() });
  }
}

function seededRow(config: ProfileConfig, stored: ProfileRow | undefined): ProfileRow {
  const now = timestamp();
  return {
    profile_id: config.profile_id,
    profile_value: config.profile_value,
    socks_id: config.socks_id || null,
    allowed_containers_json: JSON.stringify(config.allowed_containers),
    uses_count: stored?.uses_count ?? 0,
    max_uses: config.max_uses ?? null,
    pending_replace: config.pending_replace ? 1 : 0,
    created_at: stored?.created_at ?? now,
    updated_at: now,
  };
}

function knownProfile(config: ProfileConfig, usesCount: number): KnownProfile {
  return {
    profile: {
      id: config.profile_id,
      value: config.profile_value,
      allowedContainers: config.allowed_containers,
    },
    defaultProxyId: config.socks_id || undefined,
    maxUses: config.max_uses ?? undefined,
    isPendingReplace: config.pending_replace,
    usesCount,
  };
}
