/** One place of the YAML text: where an entry begins and what is below it. */
export interface SourceNode {
  /** Offset of the key of a mapping entry, or of a list item. */
  readonly offset: number;
  /** Decoded text of a scalar. */
  readonly text?: string | undefined;
  /** By key for a mapping, by index for a list; shared by all aliases of a node. */
  readonly children: Map<string | number, SourceNode>;
}

/** The entries that `<<:` takes over from a mapping or from a list of mappings. */
export function* mergedEntries({ children }: SourceNode): Generator<[string, SourceNode]> {
  for (const [key, child] of children) {
    if (typeof key === 'string') yield [key, child];
    else yield* namedEntries(child);
  }
}

function* namedEntries({ children }: SourceNode): Generator<[string, SourceNode]> {
  for (const [key, child] of children) if (typeof key === 'string') yield [key, child];
}
