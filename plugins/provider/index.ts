import {
  admission,
  containerOfProvider,
  definePlugin,
  limiterSettings,
  limiters,
  llmAnswer,
  llmServices,
  llmSlots,
  openaiChain,
  openSets,
  readiness,
} from 'glassgate/plugin-api';
import { circuitStates } from './circuit.ts';
import { providerConfig } from './config.ts';
import { providerMetrics } from './metrics.ts';
import { ProviderPool } from './provider-pool.ts';
import { RetryBudget } from './retry-budget.ts';
import { providerSpans } from './spans.ts';
import { throughProviders } from './stage.ts';
import { readinessOf, statusOf } from './upstream-status.ts';

const { chain } = openaiChain;

/** Finds the provider that a model belongs to, and the next one when that cannot be reached. */
export default definePlugin({
  name: 'provider',
  chain,
  config: providerConfig,
  metrics: providerMetrics,
  spans: providerSpans,
  needs: { request: llmSlots.llmRequest },
  adds: { admission, target: llmSlots.llmTarget },
  answer: llmAnswer,
  reentrant: true,
  setup({ config, metrics, provide, use }) {
    const pool = new ProviderPool(config, { now: () => performance.now() });
    const budget = new RetryBudget(() => pool.settings.provider_retries);
    const instruments = metrics.declare(providerMetrics);
    const byProvider = (read: (id: string) => number) => () =>
      pool.settings.providers.map(({ id }) => [{ provider: id }, read(id)] as const);
    instruments.circuit.mirror(
      byProvider((id) =>
        Math.max(...pool.of([id]).map(({ circuit }) => circuitStates.indexOf(circuit.state))),
      ),
    );
    instruments.inFlight.mirror(
      byProvider((id) => pool.of([id]).reduce((sum, { inFlight }) => sum + inFlight, 0)),
    );
    const retain = () => {
      const ids = pool.settings.providers.map(({ id }) => id);
      metrics.retain(openSets.providers, ids);
      metrics.retain(openSets.containers, ids.map(containerOfProvider));
    };
    retain();
    const settingsFor = (limiter: string) =>
      pool.upstreams.find(({ key }) => key === limiter)?.provider.limiter;
    provide(limiterSettings, { chain, settingsFor });
    provide(llmServices.upstreamDirectory, { list: () => pool.upstreams.map(statusOf) });
    const checks = use(readiness);
    const limits = use(limiters);
    const announce = () =>
      limits().announce(
        chain,
        pool.upstreams.map(({ key }) => key),
      );
    const sources = use(llmServices.modelSources);
    const parts = { pool, budget, metrics: instruments, random: Math.random };
    return {
      start: () => {
        announce();
        checks().add('providers', () => readinessOf(pool.upstreams));
        sources().add({
          models: () => pool.listed(),
          providers: () => pool.asked(),
          nameFor: (providerId, model) => {
            const provider = pool.settings.providers.find(({ id }) => id === providerId);
            return provider === undefined ? undefined : pool.nameFor(provider, model);
          },
        });
      },
      reload: (fresh) => () => {
        pool.replace(fresh);
        retain();
        announce();
      },
      stage: (call, next) => throughProviders(call, next, parts),
    };
  },
});
