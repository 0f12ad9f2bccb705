import { type CallContext, type Consideration, GlassgateError, type LlmRequest } from 'glassgate/plugin-api';
import type { Tier } from './detect.ts';
import type { ProviderPool } from './provider-pool.ts';
import type { Upstream } from './upstream.ts';

export interface Choice {
  readonly upstream: Upstream;
  /** What the provider is asked for; undefined where the route has no model. */
  readonly model: string | undefined;
  readonly isFallback: boolean;
}

/** One request's way through the providers: where it may go, and where it has been. */
export class Journey {
  readonly #pool: ProviderPool;
  readonly #call: CallContext;
  readonly #model: string | undefined;
  readonly #tiers: readonly Tier[];
  readonly #tried = new Map<string, string>();
  /** The provider that a key of the client is for. */
  readonly #ofClientKey: string | undefined;

  constructor(pool: ProviderPool, call: CallContext, request: LlmRequest) {
    this.#pool = pool;
    this.#call = call;
    this.#model = request.model;
    this.#tiers = tiersOf(pool, request);
    this.#ofClientKey = this.#tiers
      .flatMap(({ providerIds }) => pool.of(providerIds))
      .find(({ provider }) => provider.credential_mode === 'client')?.provider.id;
    if (this.#tiers.length === 0) throw this.#unknownModel();
  }

  /** Where to send it next. Throws when there is nowhere to go. */
  next(): Choice {
    for (const [rank, tier] of this.#tiers.entries()) {
      const upstream = this.#pool.leastBusy(this.#usable(tier));
      if (upstream === undefined) continue;
      this.#record(upstream, rank === 0 ? tier.reason : `fallback: ${this.#lostTo(rank)}`);
      const isFallback = rank > 0 && tier.reason === 'fallback';
      return { upstream, isFallback, model: this.#nameAt(upstream, tier) };
    }
    throw this.#nothingLeft();
  }

  /** Something that was not tried is left. */
  get hasMore(): boolean {
    return this.#tiers.some((tier) => this.#usable(tier).length > 0);
  }

  passOver(upstream: Upstream, reason: string): void {
    this.#tried.set(upstream.key, reason);
  }

  /** Begin again with those that were tried: nothing was sent to them. */
  forget(): void {
    this.#tried.clear();
  }

  #usable(tier: Tier): Upstream[] {
    return this.#pool
      .of(tier.providerIds)
      .filter((one) => !this.#tried.has(one.key) && this.#hindrance(one) === undefined);
  }

  /** A client means its key for one provider, so no second one gets to see it. */
  #hindrance(one: Upstream): string | undefined {
    const { id, credential_mode: mode } = one.provider;
    if (mode !== 'client' || id === this.#ofClientKey) return one.hindrance();
    return 'the key of the client is for another provider';
  }

  #nameAt({ provider }: Upstream, tier: Tier): string | undefined {
    if (this.#model === undefined) return undefined;
    return tier.model ?? this.#pool.detector.nameAt(provider, this.#model);
  }

  #lostTo(rank: number): string {
    const before = this.#tiers.slice(0, rank).flatMap(({ providerIds }) => this.#pool.of(providerIds));
    return before.map((one) => `${one.key} ${this.#reasonAgainst(one)}`).join(', ') || 'none before it';
  }

  #reasonAgainst(one: Upstream): string {
    return this.#tried.get(one.key) ?? this.#hindrance(one) ?? 'busier for its weight';
  }

  #considered(chosen?: Upstream): Consideration[] {
    const all = this.#tiers.flatMap(({ providerIds }) => this.#pool.of(providerIds));
    return [...new Set(all)].map((one) =>
      one === chosen
        ? { id: one.key, verdict: 'chosen', reason: `${one.inFlight} requests under way` }
        : { id: one.key, verdict: 'passed_over', reason: this.#reasonAgainst(one) },
    );
  }

  #record(upstream: Upstream, reason: string): void {
    const considered = this.#considered(upstream);
    this.#call.decide({ subject: 'provider', chosen: upstream.key, reason, considered });
  }

  #unknownModel(): GlassgateError {
    const subject = this.#model === undefined ? 'This request' : `The model '${shortened(this.#model)}'`;
    const reason = 'no provider has this model';
    this.#call.decide({ subject: 'provider', chosen: null, reason, considered: [] });
    const message = `${subject} belongs to no provider of this gateway; GET /v1/models lists its models.`;
    return new GlassgateError('NOT_FOUND', message, { details: { reason: 'model_not_found' } });
  }

  #nothingLeft(): GlassgateError {
    const considered = this.#considered();
    const ones = this.#tiers.flatMap(({ providerIds }) => this.#pool.of(providerIds));
    const configured = ones.filter(({ isConfigured }) => isConfigured);
    const isConfigured = configured.length > 0;
    const reason = isConfigured ? 'upstream_unavailable' : 'provider_not_configured';
    this.#call.decide({ subject: 'provider', chosen: null, reason, considered });
    if (!isConfigured) {
      const message = 'The provider of this model has no key configured.';
      return new GlassgateError('UPSTREAM_ERROR', message, { details: { reason, considered, sent: false } });
    }
    const soonestMs = Math.min(...configured.map(({ circuit }) => circuit.retryInMs));
    const message = 'The provider of this model failed too often lately and is left alone for a moment.';
    const retry_after_seconds = Math.max(1, Math.ceil(soonestMs / 1000));
    return new GlassgateError('UPSTREAM_ERROR', message, {
      details: { reason, considered, retry_after_seconds, sent: false },
    });
  }
}

function tiersOf(pool: ProviderPool, { providerId, model }: LlmRequest): readonly Tier[] {
  if (providerId !== undefined) {
    return [{ providerIds: [providerId], model, reason: 'asked for by the gateway itself' }];
  }
  if (model === undefined) return [];
  // A route of the configuration may name a provider that is not there any more.
  return pool.detector.tiers(model).filter(({ providerIds }) => pool.of(providerIds).length > 0);
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
