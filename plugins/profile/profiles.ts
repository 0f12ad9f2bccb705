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
  #byId = new Map<string, KnownProfile>();
  /** In the order of their uses, as long as that is undisturbed. */
  #byUses: readonly KnownProfile[] = [];
  #isSorted = true;

  private constructor(repository: Repository<ProfileRow>) {
    this.#repository = repository;
  }

  static async seed(store: Store, configs: readonly ProfileConfig[]): Promise<Profiles> {
    const profiles = new Profiles(store.table(profilesTable));
    const apply = await profiles.prepare(configs);
    apply();
    return profiles;
  }

  /**
   * Prepare to bring the table up to date with a config; counters and creation times of known rows stay.
   * The returned function does it.
   */
  async prepare(configs: readonly ProfileConfig[]): Promise<() => void> {
    const stored = new Map((await this.#repository.find({})).map((row) => [row.profile_id, row]));
    return () => {
      const byId = new Map<string, KnownProfile>();
      for (const config of configs) {
        const row = seededRow(config, stored.get(config.profile_id));
        // What this process has counted is newer than what was stored when the preparation began.
        const usesCount = this.#byId.get(config.profile_id)?.usesCount ?? row.uses_count;
        this.#repository.put({ ...row, uses_count: usesCount });
        byId.set(config.profile_id, knownProfile(config, usesCount));
      }
      this.#byId = byId;
      this.#byUses = [...byId.values()];
      this.#isSorted = false;
    };
  }

  get(id: string): KnownProfile | undefined {
    return this.#byId.get(id);
  }

  /** Fewest uses first, then by id. What was handed out stays as it was. */
  byUses(): readonly KnownProfile[] {
    if (this.#isSorted) return this.#byUses;
    // From the former order, in which few have moved: sorting that is nearly free.
    const now = this.#byUses.flatMap(({ profile }) => this.#byId.get(profile.id) ?? []);
    this.#byUses = now.sort((a, b) => a.usesCount - b.usesCount || (a.profile.id < b.profile.id ? -1 : 1));
    this.#isSorted = true;
    return this.#byUses;
  }

  countUse(id: string): void {
    const known = this.#byId.get(id);
    if (known === undefined) return;
    const usesCount = known.usesCount + 1;
    this.#byId.set(id, { ...known, usesCount });
    this.#isSorted = false;
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
