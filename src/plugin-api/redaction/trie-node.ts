/** One character of a secret. Children are a list, which takes a fraction of the memory of a map. */
export interface TrieNode {
  readonly code: number;
  /** Number of characters up to here. */
  readonly depth: number;
  child: TrieNode | undefined;
  sibling: TrieNode | undefined;
  /** Length of the longest secret that ends here; 0 for none. */
  longest: number;
  /** Where to go on when the next character does not fit: the node of the longest suffix. */
  fallback: TrieNode | undefined;
}

export function newNode(code: number, depth: number): TrieNode {
  return { code, depth, child: undefined, sibling: undefined, longest: 0, fallback: undefined };
}

export function childOf(node: TrieNode, code: number): TrieNode | undefined {
  let child = node.child;
  while (child !== undefined && child.code !== code) child = child.sibling;
  return child;
}

/** The node after one more character: that of the longest beginning of a secret that ends with it. */
export function step(from: TrieNode, code: number, root: TrieNode): TrieNode {
  let node = from;
  for (;;) {
    const child = childOf(node, code);
    if (child !== undefined) return child;
    if (node === root) return root;
    node = node.fallback ?? root;
  }
}

export function nodeAfter(text: string, root: TrieNode): TrieNode {
  let node = root;
  for (let index = 0; index < text.length; index += 1) node = step(node, text.charCodeAt(index), root);
  return node;
}
