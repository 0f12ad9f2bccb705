import type { ListedModel } from 'glassgate/plugin-api';
import type { ProviderConfig, ProviderSettings } from './config.ts';
import { createDetector, type Detector } from './detect.ts';
import { credentialsOf, Upstream } from './upstream.ts';

interface PoolOptions {
  readonly now: () => number;
}

/** Every provider of the configuration in force, with what is known of each of its credentials. */
export class ProviderPool {
  readonly #now: () => number;
  #settings: ProviderConfig;
  #detector: Detector;
  #upstreams: ReadonlyMap<string, Upstream> = new Map();
  #turn = 0;

  constructor(settings: ProviderConfig, { now }: PoolOptions) {
    this.#now = now;
    this.#settings = settings;
    this.#detector = createDetector(settings.providers, settings.model_routes);
    this.replace(settings);
  }

  get settings(): ProviderConfig {
    return this.#settings;
  }

  get detector(): Detector {
    return this.#detector;
  }

  get upstreams(): readonly Upstream[] {
    return [...this.#upstreams.values()];
  }

  /** Upstreams that stay keep what is known of them, and the requests under way keep theirs. */
  replace(settings: ProviderConfig): void {
    const fresh = new Map<string, Upstream>();
    for (const provider of settings.providers) {
      for (const credential of credentialsOf(provider)) {
        const known = this.#upstreams.get(`${provider.id}/${credential.id}`);
        known?.follow(provider, credential);
        const upstream = known ?? new Upstream(provider, credential, this.#now);
        fresh.set(upstream.key, upstream);
      }
    }
    this.#settings = settings;
    this.#detector = createDetector(settings.providers, settings.model_routes);
    this.#upstreams = fresh;
  }

  of(providerIds: readonly string[]): Upstream[] {
    return this.upstreams.filter(({ provider }) => providerIds.includes(provider.id));
  }

  /** The one with the least to do for its weight; of equals the one that was used longest ago. */
  leastBusy(candidates: readonly Upstream[]): Upstream | undefined {
    return candidates.toSorted((a, b) => a.load - b.load || a.lastUsed - b.lastUsed)[0];
  }

  began(upstream: Upstream): void {
    this.#turn += 1;
    upstream.began(this.#turn);
  }

  listed(): ListedModel[] {
    return this.#settings.providers.flatMap((provider) =>
      (provider.models ?? []).flatMap((model) => {
        const id = this.nameFor(provider, model);
        return id === undefined ? [] : [{ id, ownedBy: provider.id }];
      }),
    );
  }

  /** Providers whose list is not in the configuration. */
  asked(): string[] {
    const { providers } = this.#settings;
    return providers
      .filter(({ models, credential_mode }) => models === undefined && credential_mode !== 'client')
      .filter(({ id }) => this.of([id]).some((one) => one.isConfigured))
      .map(({ id }) => id);
  }

  /** What a client must call a model so that its request gets to this provider. */
  nameFor(provider: ProviderSettings, model: string): string | undefined {
    const leadsHere = (name: string) => {
      const own = this.#detector.tiers(name)[0]?.providerIds.includes(provider.id);
      return own === true && this.#detector.nameAt(provider, name) === model;
    };
    if (leadsHere(model)) return model;
    const prefixed = provider.aliases.map((alias) => `${alias}/${model}`);
    return prefixed.find((name) => leadsHere(name));
  }
}
