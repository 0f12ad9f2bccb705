import { defineChain } from '../chain.ts';
import type { Container } from '../exchange.ts';
import { defineSlot } from '../slot.ts';
import { defineAnswer } from '../stage.ts';

/** A validated `POST /v1/solve`. */
export interface SolveRequest {
  readonly promptId: string;
  readonly profileId: string | undefined;
  /** A proxy id from the config, or a URL. */
  readonly proxyOverride: string | undefined;
  /** Trimmed; undefined when blank. */
  readonly text: string | undefined;
  readonly image: SolveImage | undefined;
  readonly forceNewChat: boolean;
  readonly maxChatUses: number | undefined;
  /** Pins the request to a stored chat. */
  readonly chatUrl: string | undefined;
  /** How long it may wait for a profile and a container; absent when the client does not say. */
  readonly waitSeconds?: number;
  /** Who sent it; absent when the gateway asks nobody. */
  readonly client?: SolveClient;
  /** Given when the same request must not be done twice. */
  readonly idempotency?: Idempotency;
}

export interface Idempotency {
  /** The request id, which the client promises to use for this request only. */
  readonly key: string;
  /** SHA-256 of what is asked for, in hex: a repetition has the same. */
  readonly fingerprint: string;
}

/** A sender that has shown its key. An absent list is no limit. */
export interface SolveClient {
  readonly name: string;
  readonly profiles?: readonly string[];
  readonly prompts?: readonly string[];
}

export interface SolveImage {
  /** Passed on as it came: never decoded, logged or stored. */
  readonly base64: string;
  readonly extension: string;
}

export interface Prompt {
  readonly id: string;
  readonly defaultMaxChatUses: number;
  /** Names the text as it was last read, not whatever the file holds now; absent before that. */
  readonly version?: string | undefined;
  /** The start prompt as the file holds it now, trimmed; '' when the file is empty or missing. */
  text(): Promise<string>;
}

export interface Profile {
  readonly id: string;
  /** The browser profile directory, as the worker wants it. */
  readonly value: string;
  /** Ids of containers; empty means any. */
  readonly allowedContainers: readonly string[];
}

export interface SocksProxy {
  readonly id: string;
  /** With the password: for the worker only. */
  readonly url: string;
}

/** A chat that the request may not leave. */
export interface PinnedChat {
  readonly chatSessionId: number;
  readonly containerId: string;
}

/** A chat that the request had better go on with; it may be served elsewhere. */
export interface PreferredChat {
  readonly chatSessionId: number;
  readonly containerId: string;
}

/** A pool container as the solve chain uses it. */
export interface SolveContainer extends Container {
  /** Extra tries after a transport failure, 0 to 2. */
  readonly retries: number;
}

/** The chat that a message goes to. */
export interface Chat {
  readonly chatSessionId: number;
  /** Address to open in the browser; the root address for a chat that does not exist yet. */
  readonly pageUrl: string;
  /** Tell the chat that a message was executed; throws when the answer shows that the chat is lost. */
  answered(answer: WorkerAnswer): void;
}

/** What a worker answered to one message. */
export interface WorkerAnswer {
  /** '' when the worker sent no usable text. */
  readonly text: string;
  /** Address the browser ended on. */
  readonly pageUrl: string | undefined;
  readonly raw: unknown;
}

/** What the solve chain answers. */
export interface SolveAnswer {
  readonly text: string;
  /** The workers' answers to the messages of this request, in order. */
  readonly raw: readonly unknown[];
}

/** The slots of the chain `solve`. */
export const slots = {
  solveRequest: defineSlot<SolveRequest>('solveRequest'),
  prompt: defineSlot<Prompt>('prompt'),
  profile: defineSlot<Profile>('profile'),
  proxy: defineSlot<SocksProxy | undefined>('proxy'),
  pin: defineSlot<PinnedChat | undefined>('pin'),
  /** Undefined for a pinned chat: that is more than a preference. */
  preference: defineSlot<PreferredChat | undefined>('preference'),
  container: defineSlot<SolveContainer>('container'),
  chat: defineSlot<Chat>('chat'),
} as const;

export const solveAnswer = defineAnswer<SolveAnswer>('solveAnswer');

/** The chain behind `POST /v1/solve`. */
export const solveChain = defineChain({
  chain: 'solve',
  fills: { request: slots.solveRequest },
  answer: solveAnswer,
});
