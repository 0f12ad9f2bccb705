import { formatProblem } from '../config/config-error.ts';
import type { GatewayPlan } from './plan-gateway.ts';

/** What would run: the warnings of the config and the plugins of each chain, in order. */
export function describePlan({ document, plugins, warnings }: GatewayPlan): string {
  const problems = warnings.map((warning) => `warning: ${formatProblem(warning, { file: document.path })}`);
  const chains = [...new Set(plugins.flatMap(({ chains }) => chains))].map((chain) => {
    const names = plugins.filter((plugin) => plugin.chains.includes(chain)).map(({ spec }) => spec.name);
    return `chain ${chain}: ${names.join(' > ')}`;
  });
  return `${[...problems, ...chains].join('\n')}\n`;
}
