import { defineNote } from '../note.ts';

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

/** What stages of the chain `solve` find out, for the answer's `meta` and the rows of the job. */
export const notes = {
  /** Who sent the request; absent when the gateway asks nobody. */
  client: defineNote<{ readonly name: string }>('client'),
  /** The job row that belongs to this request exists. */
  job: defineNote<{ readonly jobId: string }>('job'),
  /** The profile and proxy in use. */
  profile: defineNote<ProfileNote>('profile'),
  /** A container is about to be given a message. */
  container: defineNote<{ readonly containerId: string }>('container'),
  /** The chat in use, again whenever its id or address changes. */
  chat: defineNote<ChatNote>('chat'),
} as const;
