import type { ModelRouteSettings, ProviderSettings } from './config.ts';
import { compilePattern } from './safe-pattern.ts';

/** Providers of equal rank, and what they call the model. */
export interface Tier {
  readonly providerIds: readonly string[];
  /** Undefined: each by its own rules. */
  readonly model: string | undefined;
  /** Why these: for the decision. */
  readonly reason: string;
}

/** Which providers a model belongs to, the wanted ones first. */
export interface Detector {
  tiers(model: string): readonly Tier[];
  /** What this provider is to be asked for. */
  nameAt(provider: ProviderSettings, model: string): string;
}

const defaultId = 'default';

export function createDetector(
  providers: readonly ProviderSettings[],
  routes: readonly ModelRouteSettings[],
): Detector {
  const patterns = providers.map(({ id, model_patterns }) => ({ id, tests: model_patterns.map(testOf) }));
  const routeTests = routes.map((route) => ({
    route,
    test: route.pattern === undefined ? (model: string) => model === route.model : testOf(route.pattern),
  }));
  const tier = (providerIds: readonly string[], reason: string, model?: string): Tier => {
    return { providerIds, reason, model };
  };

  const ownTier = (model: string): Tier | undefined => {
    const prefix = prefixOf(model);
    const named = providers.filter(({ aliases }) => aliases.includes(prefix));
    if (named.length > 0) return tier(idsOf(named), `alias '${prefix}'`);
    const matching = patterns.filter(({ tests }) => tests.some((test) => test(model)));
    if (matching.length > 0) return tier(idsOf(matching), 'a pattern matches the model');
    const fallback = providers.find(({ id }) => id === defaultId);
    return fallback === undefined ? undefined : tier([fallback.id], 'the default provider');
  };

  return {
    tiers: (model) => {
      const exact = routeTests.find(({ route }) => route.model === model);
      const found = exact ?? routeTests.find(({ test }) => test(model));
      if (found === undefined) return [ownTier(model)].filter((own) => own !== undefined);
      const { providers: ids, fallback } = found.route;
      return [
        tier(ids, 'a route of the model'),
        ...fallback.map((other) => tier([other.provider], 'fallback', other.model)),
      ];
    },
    nameAt: ({ aliases, strip_prefix: strips }, model) => {
      const prefix = prefixOf(model);
      if (!strips || !aliases.includes(prefix)) return model;
      const rest = model.slice(model.indexOf('/') + 1);
      // `nvidia/nemotron` is the whole name of a model; `nvidia/meta/llama` is one behind an alias.
      return rest.includes('/') ? rest : model;
    },
  };
}

/** What stands before the first slash, as aliases are compared. */
function prefixOf(model: string): string {
  return (model.split('/', 1)[0] ?? '').trim().toLowerCase();
}

function testOf(source: string): (model: string) => boolean {
  const compiled = compilePattern(source);
  // The configuration was checked; what cannot be compiled matches nothing.
  return 'problem' in compiled ? () => false : compiled.pattern.test;
}

function idsOf(entries: readonly { readonly id: string }[]): string[] {
  return entries.map(({ id }) => id);
}
