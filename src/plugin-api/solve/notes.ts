import { defineNote } from '../note.ts';
import type { Wish } from './wish.ts';

export interface ProfileNote {
  readonly profileId: string;
  readonly proxyId: string | undefined;
  /** Password masked. */
  readonly proxyUrl: string | undefined;
}

export interface ChatNote {
  readonly chatSessionId: number;
  readonly chatId: string | undefined;
  readonly pageUrl: string;
}

export interface QueueNote {
  /** Place when it came, from 1. */
  readonly position: number;
  readonly waitMs: number;
}

/** Who has a profile that another request wants. */
export interface LockHolderNote {
  readonly profileId: string;
  readonly requestId: string;
  readonly jobId: string | undefined;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  /** ISO 8601. */
  readonly since: string;
}

/** What stages of the chain `solve` find out, for the answer's `meta` and the rows of the job. */
export const notes = {
  /** Who sent the request; absent when the gateway asks nobody. */
  client: defineNote<{ readonly name: string }>('client'),
  /** The job row that belongs to this request exists. */
  job: defineNote<{ readonly jobId: string }>('job'),
  /** A profile is tried, and these containers would do. */
  wish: defineNote<Wish>('wish'),
  /** The request waits or has waited, again when it is done with waiting. */
  queue: defineNote<QueueNote>('queue'),
  /** Somebody else has the profile, and the request was refused it. */
  lockHolder: defineNote<LockHolderNote>('lock-holder'),
  /** The answer is that of an earlier job, repeated. */
  replay: defineNote<{ readonly jobId: string }>('replay'),
  /** The profile and proxy in use. */
  profile: defineNote<ProfileNote>('profile'),
  /** A container is about to be given a message. */
  container: defineNote<{ readonly containerId: string }>('container'),
  /** A start prompt is on its way, or no longer: what a worker is given meanwhile is not the client's. */
  startPrompt: defineNote<{ readonly isUnderWay: boolean }>('start-prompt'),
  /** Which chat is used: a stored one, or a new one. */
  chatChoice: defineNote<{ readonly isReused: boolean }>('chat-choice'),
  /** The chat in use, again whenever its id or address changes. */
  chat: defineNote<ChatNote>('chat'),
} as const;
