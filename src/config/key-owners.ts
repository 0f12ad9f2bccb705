import type { AnyPlugin } from '../plugin-api/plugin.ts';
import type { ConfigProblem } from './config-error.ts';
import { coreShape } from './core-shape.ts';
import type { Locate } from './locate-key.ts';
import { sectionShape } from './section-shape.ts';

/** Every top-level key has one owner; a plugin that claims a key of another is a problem. */
export function checkKeyOwners(plugins: readonly AnyPlugin[], locate: Locate): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const owners = new Map<string, string>();
  for (const { name, config } of plugins) {
    for (const key of Object.keys(sectionShape(config) ?? {})) {
      const owner = owners.get(key) ?? name;
      owners.set(key, owner);
      const message = conflict(key, { name, owner });
      if (message !== undefined) problems.push({ path: [key], ...locate([key]), message, severity: 'error' });
    }
  }
  return problems;
}

function conflict(key: string, { name, owner }: { name: string; owner: string }): string | undefined {
  if (Object.hasOwn(coreShape, key))
    return `Plugin '${name}' declares the key '${key}', which belongs to the core.`;
  if (owner === name) return undefined;
  return `Plugins '${owner}' and '${name}' both declare the key '${key}'; use only one of them.`;
}
