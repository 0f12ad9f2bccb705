import { basename } from 'node:path';
import { formatProblem } from '../config/config-error.ts';
import type { ImportedPlugin } from '../kernel/import-plugins.ts';
import type { GatewayPlan } from './plan-gateway.ts';

/** What would run: the warnings of the config, what it lists, the stages of each chain, and the other plugins. */
export function describePlan({ document, plugins, warnings }: GatewayPlan): string {
  const problems = warnings.map((warning) => formatProblem(warning, { file: document.path }));
  const stages = plugins.filter(hasStage);
  const chains = [...new Set(stages.flatMap((plugin) => plugin.chains))].map((chain) => {
    const names = namesOf(stages.filter((plugin) => plugin.chains.includes(chain)));
    return `chain ${chain}: ${names.join(' > ')}`;
  });
  const others = namesOf(plugins.filter((plugin) => !hasStage(plugin)));
  const beside = others.length === 0 ? [] : [`beside them: ${others.join(', ')}`];
  const valid = `${basename(document.path)} is valid${listsOf(document.root)}.`;
  return `${[...problems, valid, ...chains, ...beside].join('\n')}\n`;
}

/** Before its setup a plugin is known by what it declares, and a stage nearly always declares something. */
function hasStage({ spec }: ImportedPlugin): boolean {
  const { needs, adds, answer, chain, reentrant, before, after } = spec;
  return [needs, adds, answer, chain, reentrant, before, after].some((declared) => declared !== undefined);
}

function namesOf(plugins: readonly ImportedPlugin[]): string[] {
  return plugins.map(({ spec }) => spec.name);
}

/** ": containers 3, profiles 3" */
function listsOf(root: Readonly<Record<string, unknown>>): string {
  const counts = Object.entries(root).flatMap(([key, value]) =>
    Array.isArray(value) && value.length > 0 && key !== 'plugins' ? [`${key} ${value.length}`] : [],
  );
  return counts.length === 0 ? '' : `: ${counts.join(', ')}`;
}
