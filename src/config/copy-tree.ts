import type { ConfigProblem } from './config-error.ts';
import type { KeyPath } from './key-path.ts';

/** A string of the tree that may hold references. */
export interface StringSite {
  readonly path: KeyPath;
  readonly text: string;
  replace(text: string): void;
}

export interface TreeCopy {
  readonly root: unknown;
  readonly strings: readonly StringSite[];
  readonly problems: readonly ConfigProblem[];
}

export interface TreeLimits {
  readonly maxNodes: number;
  readonly maxDepth: number;
}

/**
 * Copy a parsed tree. Aliases become copies of their own, which makes a loop or an "alias bomb" run into a
 * limit here and not in the code behind.
 */
export function copyTree(root: unknown, limits: TreeLimits): TreeCopy {
  const copier = new TreeCopier(limits);
  return { root: copier.copy(root, []), strings: copier.strings, problems: copier.problems };
}

class TreeCopier {
  readonly strings: StringSite[] = [];
  readonly problems: ConfigProblem[] = [];
  readonly #limits: TreeLimits;
  #nodes = 0;
  #refused = false;

  constructor(limits: TreeLimits) {
    this.#limits = limits;
  }

  copy(value: unknown, path: KeyPath): unknown {
    if (!this.#allows(path)) return undefined;
    if (Array.isArray(value)) return this.#copyList(value, path);
    if (typeof value === 'object' && value !== null) return this.#copyMapping(value, path);
    return value;
  }

  #copyList(list: readonly unknown[], path: KeyPath): unknown[] {
    const copied: unknown[] = [];
    for (const [index, item] of list.entries()) {
      if (this.#refused) break;
      copied.push(this.copy(item, [...path, index]));
      this.#remember(item, [...path, index], (text) => {
        copied[index] = text;
      });
    }
    return copied;
  }

  #copyMapping(mapping: object, path: KeyPath): Record<string, unknown> {
    const copied: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(mapping)) {
      if (this.#refused) break;
      const childPath = [...path, key];
      if (key === '__proto__') {
        this.problems.push({ path: childPath, message: "Key '__proto__' is ignored.", severity: 'warning' });
        continue;
      }
      copied[key] = this.copy(value, childPath);
      this.#remember(value, childPath, (text) => {
        copied[key] = text;
      });
    }
    return copied;
  }

  #remember(value: unknown, path: KeyPath, replace: (text: string) => void): void {
    if (typeof value === 'string' && value.includes('${')) this.strings.push({ path, text: value, replace });
  }

  #allows(path: KeyPath): boolean {
    if (this.#refused) return false;
    this.#nodes += 1;
    const { maxDepth, maxNodes } = this.#limits;
    if (path.length > maxDepth)
      this.#refuse(`Nested deeper than ${maxDepth} levels; does an alias contain itself?`);
    if (this.#nodes > maxNodes) this.#refuse(`More than ${maxNodes} values; use fewer aliases.`);
    return !this.#refused;
  }

  #refuse(message: string): void {
    this.#refused = true;
    this.problems.push({ path: [], message, severity: 'error' });
  }
}
