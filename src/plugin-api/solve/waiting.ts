import type { Wish } from './wish.ts';

/** What was kept for a request whose turn it is. */
export interface Turn {
  readonly profileId: string;
  readonly containerId: string;
}

/** Why a request may not lease a profile that nobody holds. */
export interface Hindrance {
  /** PROFILE_BUSY: the profile is kept for another one. CONTAINER_BUSY: it is free, but no container is. */
  readonly code: 'PROFILE_BUSY' | 'CONTAINER_BUSY';
  /** The request that goes first. */
  readonly requestId: string;
  /** Requests that wait for the same profile. */
  readonly waiting: number;
  /** Milliseconds until it would be the turn of one who came now. */
  readonly expectedWaitMs: number;
}

/** Decides who gets what becomes free. Runs are named by the `runId` of their journal. */
export interface WaitingRoom {
  /**
   * Ask before leasing a profile that nobody holds. Undefined: go ahead. Whoever waits for the same and came
   * earlier is given it first.
   */
  hindrance(wish: Wish, runId: string): Hindrance | undefined;
  /** Ask before using a container that is free. False when somebody who came earlier was just given it. */
  mayUse(containerId: string, runId: string): boolean;
  /** The request, other than this one, that a free container is kept for. */
  keptFor(containerId: string, runId: string): string | undefined;
  /** What is kept for this request. */
  turnOf(runId: string): Turn | undefined;
  /** The request has this container, and needs nothing else that was kept for it. */
  served(runId: string, containerId: string): void;
  profileFreed(profileId: string): void;
  containerFreed(containerId: string): void;
  /** Profiles or containers are other ones now: what waiting requests need may have changed. */
  changed(): void;
}

/** Where nobody waits, and so nothing is kept for anybody. */
export const nobodyWaits: WaitingRoom = {
  hindrance: () => undefined,
  mayUse: () => true,
  keptFor: () => undefined,
  turnOf: () => undefined,
  served: () => undefined,
  profileFreed: () => undefined,
  containerFreed: () => undefined,
  changed: () => undefined,
};

/** Who holds which profile. */
export interface ProfileLeases {
  isFree(profileId: string): boolean;
  /** Milliseconds until one of these is likely to be free for whoever is at this place of the queue, from 1. */
  expectedWaitMs(profileIds: readonly string[], position: number): number;
}

/** Where a profile can be used by any number of requests. */
export const nothingLeased: ProfileLeases = { isFree: () => true, expectedWaitMs: () => 0 };

/** Which containers a request could have now. Answers from memory. A list of `undefined` means any. */
export interface ContainerSupply {
  isFree(containerId: string): boolean;
  /** The one whose turn it is among the free ones that nobody is to have instead. */
  firstFree(
    containerIds: readonly string[] | undefined,
    isKept: (containerId: string) => boolean,
  ): string | undefined;
  /** Whether a request of ours runs in one of them, so that one will become free. */
  isInUse(containerIds: readonly string[] | undefined): boolean;
  /** Start to ask some of those believed busy or unreachable how they are, those with the oldest news first. */
  recheck(containerIds: readonly string[] | undefined): void;
  /** As that of `ProfileLeases`. */
  expectedWaitMs(containerIds: readonly string[] | undefined, position: number): number;
}
