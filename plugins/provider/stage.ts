import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Admission,
  GlassgateError,
  type Instruments,
  type LlmAnswer,
  type LlmRequest,
  type LlmTarget,
  type StageCall,
  UpstreamFeedback,
} from 'glassgate/plugin-api';
import { authorizationFor } from './authorization.ts';
import { joinedBaseUrl } from './base-url.ts';
import { type Choice, Journey } from './journey.ts';
import type { providerMetrics } from './metrics.ts';
import type { ProviderPool } from './provider-pool.ts';
import { replaceModel } from './replace-model.ts';
import type { RetryBudget } from './retry-budget.ts';

export interface StageParts {
  readonly pool: ProviderPool;
  readonly budget: RetryBudget;
  readonly metrics: Instruments<typeof providerMetrics>;
  readonly random: () => number;
}

interface Added {
  readonly admission: Admission;
  readonly target: LlmTarget;
}

type Next = (added: Added) => Promise<LlmAnswer>;

const backoffMs = 50;
const maxBackoffMs = 1_000;

/** Send a request to one provider after the other, as long as none of them has heard of it. */
export async function throughProviders(
  call: StageCall<{ readonly request: LlmRequest }>,
  next: Next,
  parts: StageParts,
): Promise<LlmAnswer> {
  const { request } = call.values;
  const journey = new Journey(parts.pool, call, request);
  const retries = new Retries(parts);
  try {
    for (;;) {
      const choice = journey.next();
      const { upstream } = choice;
      call.annotate({
        'llm.provider': upstream.provider.id,
        ...(choice.model && { 'llm.model': choice.model }),
      });
      parts.pool.began(upstream);
      try {
        const answer = await next(handedDown(choice, request));
        upstream.answered(answer);
        return answer;
      } catch (cause) {
        const error = GlassgateError.from(cause);
        upstream.failed(error);
        journey.passOver(upstream, reasonOf(error));
        if (!(await retries.mayGoOn(error, journey, call.signal))) throw error;
      }
    }
  } finally {
    retries.end();
  }
}

class Retries {
  readonly #parts: StageParts;
  #count = 0;
  #taken = 0;

  constructor(parts: StageParts) {
    this.#parts = parts;
    parts.budget.began();
  }

  end(): void {
    this.#parts.budget.release(this.#taken);
    this.#parts.budget.ended();
  }

  async mayGoOn(error: GlassgateError, journey: Journey, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    const { pool, budget, metrics } = this.#parts;
    // A full queue of ours sends nobody anything, so going elsewhere costs no budget.
    if (error.kind === 'busy') return journey.hasMore;
    if (error.details['sent'] !== false || this.#count >= pool.settings.provider_retries.max) return false;
    if (!budget.take()) {
      metrics.retries.increment({ outcome: 'no_budget' });
      return false;
    }
    this.#taken += 1;
    this.#count += 1;
    const isElsewhere = journey.hasMore;
    metrics.retries.increment({ outcome: isElsewhere ? 'elsewhere' : 'again' });
    if (isElsewhere) return true;
    const longestMs = Math.min(maxBackoffMs, backoffMs * 2 ** this.#count);
    await sleep(this.#parts.random() * longestMs, undefined, { signal });
    journey.forget();
    return journey.hasMore;
  }
}

function reasonOf(error: GlassgateError): string {
  const { reason } = error.details;
  return typeof reason === 'string' ? reason : error.code;
}

function handedDown(choice: Choice, request: LlmRequest): Added {
  const feedback = new UpstreamFeedback();
  return {
    admission: admissionOf(choice, request, feedback),
    target: targetOf(choice, request, feedback),
  };
}

function admissionOf({ upstream }: Choice, request: LlmRequest, feedback: UpstreamFeedback): Admission {
  return {
    limiter: upstream.key,
    priority: request.priority,
    bytes: request.body?.length ?? 0,
    ...(request.waitMs !== undefined && { waitMs: request.waitMs }),
    feedback,
  };
}

function targetOf(choice: Choice, request: LlmRequest, feedback: UpstreamFeedback): LlmTarget {
  const { provider, credential } = choice.upstream;
  const { timeouts } = provider;
  const model = choice.model === request.model ? undefined : choice.model;
  return {
    providerId: provider.id,
    credentialId: credential.id,
    baseUrl: joinedBaseUrl(provider.base_url, provider.path_prefix),
    target: model === undefined ? request.target : renamedTarget(request, model),
    authorization: authorizationFor(choice.upstream, request),
    timeouts: {
      connectMs: timeouts.connect_seconds * 1000,
      firstByteMs: timeouts.first_byte_seconds * 1000,
      idleMs: timeouts.idle_seconds * 1000,
      totalMs: timeouts.total_seconds * 1000,
    },
    body:
      model === undefined || request.body === undefined ? request.body : replaceModel(request.body, model),
    feedback,
  };
}

/** `GET /models/<id>` names the model in its path. */
function renamedTarget({ target, body }: LlmRequest, model: string): string {
  if (body !== undefined) return target;
  const query = target.indexOf('?');
  return `/models/${pathOf(model)}${query === -1 ? '' : target.slice(query)}`;
}

function pathOf(model: string): string {
  return model.split('/').map(encodeURIComponent).join('/');
}
