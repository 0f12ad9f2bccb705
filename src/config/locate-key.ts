import type { KeyPath } from './key-path.ts';
import type { Position } from './line-index.ts';
import type { SourceNode } from './source-node.ts';

/** Finds the position of a key, or of its nearest parent when the key is missing. */
export type Locate = (path: KeyPath) => Position | undefined;

export function locateIn(root: SourceNode | undefined, positionOf: (offset: number) => Position): Locate {
  return (path) => {
    if (root === undefined) return undefined;
    let node = root;
    for (const key of path) {
      const child = node.children.get(key);
      if (child === undefined) break;
      node = child;
    }
    return positionOf(node.offset);
  };
}
