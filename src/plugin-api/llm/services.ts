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

export const llmServices = {
  modelSources: defineService<ModelSources>('modelSources', { add: () => undefined }),
} as const;
