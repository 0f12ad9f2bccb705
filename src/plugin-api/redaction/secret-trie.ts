import type { Extent } from './assigned-value.ts';
import type { KnownBeginnings } from './known-beginnings.ts';
import { tailCount, tailOf } from './tails.ts';
import { childOf, newNode, nodeAfter, step, type TrieNode } from './trie-node.ts';

/** Searches a text for many secrets in one pass whose cost does not depend on their number. */
export interface SecretTrie extends KnownBeginnings {
  /** Places of secrets, joined where they overlap; the last one may be the mere beginning of a secret. */
  matches(text: string): Extent[];
}

interface OpenExtent {
  start: number;
  end: number;
}

/** So much of a secret at the end of a text is taken for a secret that was cut. */
const shortestBeginning = 6;
const gramChars = 4;
const gramMask = 0xffff;

/** Build the automaton of Aho and Corasick. No secret may be shorter than four characters. */
export function buildTrie(secrets: readonly string[]): SecretTrie {
  const root = newNode(0, 0);
  const grams = new Uint8Array(gramMask + 1);
  const tails = new Uint8Array(tailCount);
  for (const secret of secrets) {
    insert(root, secret);
    tails[tailOf(secret.slice(0, 3))] = 1;
    let gram = 0;
    for (let index = 0; index < gramChars; index += 1) gram = roll(gram, secret.charCodeAt(index));
    grams[gram] = 1;
  }
  linkFallbacks(root);
  return {
    tails,
    beginsAt: (text, index) => beginsAt(text, index, root),
    matches: (text) => matchesOf(text, root, grams),
  };
}

function insert(root: TrieNode, secret: string): void {
  let node = root;
  for (let index = 0; index < secret.length; index += 1) {
    const code = secret.charCodeAt(index);
    let child = childOf(node, code);
    if (child === undefined) {
      child = newNode(code, index + 1);
      child.sibling = node.child;
      node.child = child;
    }
    node = child;
  }
  node.longest = secret.length;
}

function beginsAt(text: string, start: number, root: TrieNode): boolean {
  let node: TrieNode | undefined = root;
  for (let index = start; index < start + shortestBeginning; index += 1) {
    node = childOf(node, text.charCodeAt(index));
    if (node === undefined) return false;
    if (node.longest > 0) return true;
  }
  return true;
}

function linkFallbacks(root: TrieNode): void {
  const queue = [root];
  for (const node of queue) {
    for (let child = node.child; child !== undefined; child = child.sibling) {
      child.fallback = node === root ? root : step(node.fallback ?? root, child.code, root);
      child.longest = Math.max(child.longest, child.fallback.longest);
      queue.push(child);
    }
  }
}

/** Depends on the last four characters only: what is older has been shifted out. */
function roll(gram: number, code: number): number {
  return ((gram << 4) ^ code) & gramMask;
}

function matchesOf(text: string, root: TrieNode, grams: Uint8Array): OpenExtent[] {
  const found: OpenExtent[] = [];
  let node = root;
  let gram = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    gram = roll(gram, code);
    if (node !== root) node = step(node, code, root);
    // Most characters need no more than this: nothing begins where no secret has these four characters.
    else if (grams[gram] === 1 && index >= gramChars - 1)
      node = nodeAfter(text.slice(index + 1 - gramChars, index + 1), root);
    if (node.longest > 0) extend(found, index + 1 - node.longest, index + 1);
  }
  if (node.depth >= shortestBeginning) extend(found, text.length - node.depth, text.length);
  return found;
}

function extend(found: OpenExtent[], start: number, end: number): void {
  const last = found.at(-1);
  if (last === undefined || start > last.end) {
    found.push({ start, end });
    return;
  }
  last.start = Math.min(last.start, start);
  last.end = end;
}
