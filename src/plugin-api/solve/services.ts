import { defineService } from '../service.ts';
import type { CallContext } from '../stage.ts';
import type { Profile, SocksProxy, SolveContainer, SolveImage, WorkerAnswer } from './slots.ts';

/** One message for a worker: a text or an image. */
export interface WorkerMessage {
  readonly container: SolveContainer;
  readonly profile: Profile;
  readonly proxy: SocksProxy | undefined;
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

/** A stored chat, as a request that names it needs to know it. */
export interface StoredChat {
  readonly chatSessionId: number;
  readonly containerId: string;
  readonly promptId: string;
  readonly profileId: string;
  /** '' without a proxy. */
  readonly proxyId: string;
  readonly isUsable: boolean;
}

export interface StoredChats {
  /** The newest chat stored under exactly this address. */
  findByUrl(pageUrl: string): Promise<StoredChat | undefined>;
}

/** Services between the plugins of the chain `solve`. */
export const services = {
  workerMessages: defineService<WorkerMessages>('workerMessages'),
  storedChats: defineService<StoredChats>('storedChats'),
} as const;
