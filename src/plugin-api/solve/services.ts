import type { GlassgateError } from '../error.ts';
import { defineService } from '../service.ts';
import type { CallContext } from '../stage.ts';
import type { Profile, Prompt, SocksProxy, SolveContainer, SolveImage, WorkerAnswer } from './slots.ts';
import {
  type ContainerSupply,
  nobodyWaits,
  nothingLeased,
  type ProfileLeases,
  type WaitingRoom,
} from './waiting.ts';

/** One message for a worker: a text or an image. */
export interface WorkerMessage {
  readonly container: SolveContainer;
  readonly profile: Profile;
  readonly proxy: SocksProxy | undefined;
  /** The start prompt of the chat, for the trace: its text is not sent along. */
  readonly prompt: Pick<Prompt, 'id' | 'version'>;
  /** Address of the chat. */
  readonly url: string;
  readonly content: { readonly text: string } | { readonly image: SolveImage };
}

export interface WorkerMessages {
  /**
   * Send one message, with the retries the container allows for transport failures. Throws CONTAINER_BUSY
   * when the worker answers 423 (nothing was executed), INVALID_REQUEST for other 4xx, UPSTREAM_ERROR for
   * everything else that is no answer.
   */
  send(call: CallContext, message: WorkerMessage): Promise<WorkerAnswer>;
}

/** A stored chat, as a request that may go on with it needs to know it. */
export interface StoredChat {
  readonly chatSessionId: number;
  readonly containerId: string;
  readonly promptId: string;
  readonly profileId: string;
  /** '' without a proxy. */
  readonly proxyId: string;
  readonly isUsable: boolean;
}

export interface RecentChatsQuery {
  readonly promptId: string;
  /** Chats that have had as many messages or more are left out. */
  readonly maxUses: number;
  /** Only chats that go through this proxy; any when undefined. */
  readonly proxyId: string | undefined;
}

export interface StoredChats {
  /** The newest chat stored under exactly this address. */
  findByUrl(pageUrl: string): Promise<StoredChat | undefined>;
  /** Chats that a request may go on with, the one used last first. Not the whole history: some dozens. */
  recent(query: RecentChatsQuery): Promise<Iterable<StoredChat>>;
  /** PROFILE_BLOCKED while a chat of the profile stands on a guest page; undefined when it may be used. */
  blockade(profileId: string): GlassgateError | undefined;
}

/** An operator's hold on a container, through one of its chats. */
export interface ContainerLock {
  readonly lockedBy: string;
  readonly until: Date;
}

/** Containers that operators keep for themselves. Answers from memory: it is asked for every candidate. */
export interface LockedContainers {
  lockOf(containerId: string): ContainerLock | undefined;
  /** Ids of the containers that are locked now. */
  ids(): readonly string[];
}

/** A row of the table `chat_sessions`, as operators see it. */
export interface ChatSessionRecord {
  readonly id: number;
  readonly container_id: string;
  readonly prompt_id: string;
  readonly profile_id: string;
  readonly socks_id: string;
  readonly chat_id: string | null;
  readonly page_url: string;
  readonly uses_count: number;
  readonly disabled: number;
  readonly tag: string | null;
  readonly locked_by: string | null;
  readonly locked_until: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface BlockedProfile {
  readonly profileId: string;
  readonly guestChats: number;
}

/** What operators may ask about chats. */
export interface ChatDirectory {
  /** The newest chat of a container under exactly this address, whatever became of it. */
  newestAt(place: {
    readonly containerId: string;
    readonly pageUrl: string;
  }): Promise<ChatSessionRecord | undefined>;
  /** Profiles with a guest chat, by id. */
  blockedProfiles(): readonly BlockedProfile[];
}

export interface ListedContainer {
  readonly id: string;
  /** Left the configuration, and finishes a request of ours. */
  readonly isDraining: boolean;
}

/** What operators may ask about containers. */
export interface ContainerDirectory {
  /** The enabled ones by id, then those that drain. */
  list(): readonly ListedContainer[];
  /**
   * The worker's own status object, asked for now, also of a disabled container. NOT_FOUND for an id that is
   * not configured; UPSTREAM_ERROR when the worker gives no such object within its connect or read limit.
   */
  ask(containerId: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>>;
}

/** The start prompts that requests may name. */
export interface PromptDirectory {
  ids(): readonly string[];
}

/** Services between the plugins of the chain `solve`. */
export const services = {
  workerMessages: defineService<WorkerMessages>('workerMessages'),
  storedChats: defineService<StoredChats>('storedChats'),
  lockedContainers: defineService<LockedContainers>('lockedContainers'),
  chatDirectory: defineService<ChatDirectory>('chatDirectory'),
  promptDirectory: defineService<PromptDirectory>('promptDirectory', { ids: () => [] }),
  containerDirectory: defineService<ContainerDirectory>('containerDirectory'),
  profileLeases: defineService<ProfileLeases>('profileLeases', nothingLeased),
  containerSupply: defineService<ContainerSupply>('containerSupply'),
  waitingRoom: defineService<WaitingRoom>('waitingRoom', nobodyWaits),
} as const;
