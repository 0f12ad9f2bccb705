import type { Wish } from 'glassgate/plugin-api';
import { Line } from './line.ts';

/** Profiles that may use the same containers. */
export interface WishGroup {
  readonly key: string;
  /** Ids; undefined means any. */
  readonly containerIds: readonly string[] | undefined;
  readonly profileIds: readonly string[];
}

/** Everybody who waits for the same: one of these profiles, with one of its containers. */
export class Lane {
  readonly key: string;
  readonly line = new Line();
  readonly profileIds: ReadonlySet<string>;
  /** Ids; undefined means any. */
  readonly containerIds: ReadonlySet<string> | undefined;
  /** Its first ticket should try again, by the clock of the room. */
  lookAt = Number.POSITIVE_INFINITY;
  #groups: readonly WishGroup[];

  constructor(key: string, wishes: readonly Wish[]) {
    this.key = key;
    this.#groups = groupsOf(wishes);
    this.profileIds = new Set(wishes.map(({ profileId }) => profileId));
    const isAny = wishes.some(({ containerIds }) => containerIds === undefined);
    this.containerIds = isAny ? undefined : new Set(wishes.flatMap(({ containerIds }) => containerIds ?? []));
  }

  /** In the order in which they are to be tried. */
  get groups(): readonly WishGroup[] {
    return this.#groups;
  }

  /** Take the order of these wishes. False when they are other ones. */
  rearrange(wishes: readonly Wish[]): boolean {
    const groups = groupsOf(wishes);
    if (fingerprintOf(groups) !== fingerprintOf(this.#groups)) return false;
    this.#groups = groups;
    return true;
  }

  sharesProfile({ profileIds }: Lane): boolean {
    return haveCommon(this.profileIds, profileIds);
  }

  sharesContainer({ containerIds }: Lane): boolean {
    if (this.containerIds === undefined || containerIds === undefined) return true;
    return haveCommon(this.containerIds, containerIds);
  }
}

/** The name of the line for exactly these wishes. */
export function keyOf(wishes: readonly Wish[]): string {
  return JSON.stringify(wishes.map(({ profileId, containerIds }) => [profileId, containerIds ?? null]));
}

function groupsOf(wishes: readonly Wish[]): WishGroup[] {
  const groups = Map.groupBy(wishes, ({ containerIds }) => JSON.stringify(containerIds ?? null));
  return [...groups].map(([key, members]) => ({
    key,
    containerIds: members[0]?.containerIds,
    profileIds: [...new Set(members.map(({ profileId }) => profileId))],
  }));
}

function fingerprintOf(groups: readonly WishGroup[]): string {
  return JSON.stringify(groups.map(({ key, profileIds }) => [key, profileIds.toSorted()]).sort());
}

function haveCommon(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  for (const id of small) {
    if (large.has(id)) return true;
  }
  return false;
}
