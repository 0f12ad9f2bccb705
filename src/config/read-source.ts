import {
  type AliasEvent,
  EVENT_ID,
  type Event,
  getScalarValue,
  SCALAR_STYLE,
  type ScalarEvent,
} from 'js-yaml';
import type { KeyPath } from './key-path.ts';
import { mergedEntries, type SourceNode } from './source-node.ts';

export interface DuplicateKey {
  readonly path: KeyPath;
  readonly offset: number;
  readonly firstOffset: number;
}

export interface Source {
  /** Undefined for a document without a node. */
  readonly root: SourceNode | undefined;
  readonly duplicates: readonly DuplicateKey[];
}

/** Beyond it merged keys lose their position, so that hostile merges cost no memory. */
const maxMergedKeys = 10_000;

/** Find where every key of the first document stands, and the keys that stand twice. */
export function readSource(text: string, events: readonly Event[]): Source {
  const reader = new SourceReader(text, events);
  return { root: reader.readDocument(), duplicates: reader.duplicates };
}

class SourceReader {
  readonly duplicates: DuplicateKey[] = [];
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, SourceNode>();
  #position = 0;
  #mergedKeys = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  readDocument(): SourceNode | undefined {
    // The first event opens the document.
    this.#position = 1;
    return this.#atEnd() ? undefined : this.#readNode([], 0);
  }

  #readNode(path: KeyPath, emptyOffset: number): SourceNode {
    const event = this.#events[this.#position++];
    if (event?.type === EVENT_ID.ALIAS) return this.#readAlias(event);
    if (event?.type === EVENT_ID.SCALAR) return this.#readScalar(event, emptyOffset);
    if (event?.type !== EVENT_ID.MAPPING && event?.type !== EVENT_ID.SEQUENCE) {
      return { offset: emptyOffset, children: new Map() };
    }
    const node: SourceNode = { offset: event.start, children: new Map() };
    this.#anchor(event, node);
    if (event.type === EVENT_ID.MAPPING) this.#readMapping(node, path);
    else this.#readSequence(node, path);
    return node;
  }

  #readAlias(event: AliasEvent): SourceNode {
    const target = this.#anchors.get(this.#text.slice(event.anchorStart, event.anchorEnd));
    return { text: target?.text, children: target?.children ?? new Map(), offset: event.anchorStart - 1 };
  }

  #readScalar(event: ScalarEvent, emptyOffset: number): SourceNode {
    const text = getScalarValue(this.#text, event);
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    const start = event.valueStart - (quoted ? 1 : 0);
    const node = { offset: event.valueStart === -1 ? emptyOffset : start, text, children: new Map() };
    this.#anchor(event, node);
    return node;
  }

  #readMapping(node: SourceNode, path: KeyPath): void {
    const explicit = new Set<string>();
    while (!this.#atEnd()) {
      const key = this.#readNode(path, node.offset);
      const value = this.#readNode(key.text === undefined ? path : [...path, key.text], key.offset);
      // A list or a mapping as a key is refused later, by the constructor.
      if (key.text === undefined) continue;
      if (key.text === '<<') this.#merge(node, value);
      else this.#addEntry(node, { key: key.text, entry: { ...value, offset: key.offset }, explicit, path });
    }
    this.#position += 1;
  }

  #addEntry(node: SourceNode, { key, entry, explicit, path }: MappingEntry): void {
    const first = node.children.get(key);
    if (explicit.has(key) && first !== undefined) {
      this.duplicates.push({ path: [...path, key], offset: entry.offset, firstOffset: first.offset });
      return;
    }
    explicit.add(key);
    node.children.set(key, entry);
  }

  #merge(node: SourceNode, source: SourceNode): void {
    for (const [key, child] of mergedEntries(source)) {
      this.#mergedKeys += 1;
      if (this.#mergedKeys > maxMergedKeys) return;
      if (!node.children.has(key)) node.children.set(key, child);
    }
  }

  #readSequence(node: SourceNode, path: KeyPath): void {
    for (let index = 0; !this.#atEnd(); index += 1) {
      node.children.set(index, this.#readNode([...path, index], node.offset));
    }
    this.#position += 1;
  }

  #anchor(event: { anchorStart: number; anchorEnd: number }, node: SourceNode): void {
    if (event.anchorStart !== -1)
      this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), node);
  }

  #atEnd(): boolean {
    const event = this.#events[this.#position];
    return event === undefined || event.type === EVENT_ID.POP;
  }
}

interface MappingEntry {
  readonly key: string;
  readonly entry: SourceNode;
  readonly explicit: Set<string>;
  readonly path: KeyPath;
}
