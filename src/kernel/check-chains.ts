import { slotPairs } from './chain-link.ts';
import type { ImportedPlugin } from './import-plugins.ts';

/** Everything about names, chains, slots and order that cannot work, as sentences for the operator. */
export function checkChains(plugins: readonly ImportedPlugin[]): string[] {
  return [
    ...repeatedNames(plugins),
    ...openProblems(plugins),
    ...chainNames(plugins).flatMap(inChain(plugins)),
  ];
}

function chainNames(plugins: readonly ImportedPlugin[]): string[] {
  return [...new Set(plugins.filter(hasStage).flatMap(({ chains }) => chains))];
}

// Without setup() nobody knows yet whether a plugin has a stage; one that touches slots or order has.
function hasStage({ spec }: ImportedPlugin): boolean {
  return [spec.needs, spec.adds, spec.answer, spec.before, spec.after].some((part) => part !== undefined);
}

function inChain(plugins: readonly ImportedPlugin[]): (chain: string) => string[] {
  return (chain) => {
    const members = plugins.filter((plugin) => plugin.chains.includes(chain) && hasStage(plugin));
    return [...slotProblems(members, initialSlots(plugins, chain)), ...orderProblems(members)];
  };
}

function repeatedNames(plugins: readonly ImportedPlugin[]): string[] {
  const names = plugins.map(({ spec }) => spec.name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => `Two plugins are named '${name}'; names are unique in one gateway.`);
}

function openProblems(plugins: readonly ImportedPlugin[]): string[] {
  const opened = new Set(plugins.flatMap(({ spec }) => (spec.opens ?? []).map((entry) => entry.chain)));
  return plugins
    .filter(hasStage)
    .flatMap(({ spec, chains }) => chains.map((chain) => ({ spec, chain })))
    .filter(({ chain }) => !opened.has(chain))
    .map(
      ({ spec, chain }) =>
        `Plugin '${spec.name}' is in chain '${chain}', but no plugin starts that chain; ` +
        `chains that are started: ${[...opened].map((name) => `'${name}'`).join(', ') || 'none'}.`,
    );
}

function initialSlots(plugins: readonly ImportedPlugin[], chain: string): Map<string, string> {
  const filled = new Map<string, string>();
  for (const { spec } of plugins) {
    for (const entry of spec.opens ?? []) {
      if (entry.chain !== chain) continue;
      for (const [, slotId] of slotPairs(entry.fills)) filled.set(slotId, spec.name);
    }
  }
  return filled;
}

function slotProblems(members: readonly ImportedPlugin[], initial: ReadonlyMap<string, string>): string[] {
  const problems: string[] = [];
  const filledBy = new Map(initial);
  for (const { spec } of members) {
    for (const [, slotId] of slotPairs(spec.needs)) {
      if (!filledBy.has(slotId)) problems.push(missingSlot(spec.name, slotId, members));
    }
    for (const [, slotId] of slotPairs(spec.adds)) {
      const owner = filledBy.get(slotId);
      if (owner === undefined) filledBy.set(slotId, spec.name);
      else problems.push(`Plugins '${owner}' and '${spec.name}' both provide '${slotId}'; keep one of them.`);
    }
  }
  return problems;
}

function missingSlot(name: string, slotId: string, members: readonly ImportedPlugin[]): string {
  const sentence = `Plugin '${name}' needs '${slotId}', but nothing before it provides it`;
  const provider = members.find(({ spec }) => slotPairs(spec.adds).some(([, id]) => id === slotId));
  if (provider === undefined) return `${sentence}; no plugin of this chain does.`;
  return `${sentence}; put '${provider.spec.name}' before it.`;
}

function orderProblems(members: readonly ImportedPlugin[]): string[] {
  const names = members.map(({ spec }) => spec.name);
  return members.flatMap(({ spec }, index) => {
    const tooEarly = (spec.after ?? []).filter((other) => names.indexOf(other) > index);
    const tooLate = (spec.before ?? []).filter((other) => names.slice(0, index).includes(other));
    return [
      ...tooEarly.map((other) => `Plugin '${spec.name}' must come after '${other}'.`),
      ...tooLate.map((other) => `Plugin '${spec.name}' must come before '${other}'.`),
    ];
  });
}
