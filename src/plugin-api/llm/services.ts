import { defineService } from '../service.ts';

/** An entry of `GET /v1/models`. */
export interface ListedModel {
  readonly id: string;
  readonly ownedBy: string;
}

/** Somebody who has models. */
export interface ModelSource {
  /** Those that are known without asking anybody. */
  models(): readonly ListedModel[];
  /** Ids of the providers whose own list is to be asked for. */
  providers(): readonly string[];
  /** What a client must call a model of this provider; undefined when no request for it would get there. */
  nameFor(providerId: string, modelId: string): string | undefined;
}

/** Where the list of models comes from. Add a source in `start`. */
export interface ModelSources {
  add(source: ModelSource): void;
}

/** One provider with one of its credentials, as operators see it. */
export interface UpstreamStatus {
  /** Provider and credential: `nvidia/main`. */
  readonly key: string;
  readonly provider: string;
  readonly credential_id: string;
  readonly base_url: string;
  /** The first characters of the key; empty without one. */
  readonly masked_key: string;
  readonly circuit: 'closed' | 'half_open' | 'open';
  /** How its key was last taken; `failed` for a minute after it was refused. */
  readonly key_state: 'unknown' | 'ok' | 'failed' | 'none';
  readonly inflight: number;
  /** Since the start: handed to it, and failed there or on the way. */
  readonly requests: number;
  readonly errors: number;
  readonly last_status: number | null;
}

/** Every upstream of the configuration in force. */
export interface UpstreamDirectory {
  list(): readonly UpstreamStatus[];
}

export const llmServices = {
  modelSources: defineService<ModelSources>('modelSources', { add: () => undefined }),
  /** Offered by `provider`. */
  upstreamDirectory: defineService<UpstreamDirectory>('upstreamDirectory', { list: () => [] }),
} as const;
