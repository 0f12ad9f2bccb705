import { writeCursor } from './cursor.ts';
import type { Gap, Item } from './items.ts';

type Missing = Exclude<Item, { readonly kind: 'record' }>;

/** What clients are told of what is missing. */
export function missingView(item: Missing): object {
  return item.kind === 'gap' ? gapView(item) : { kind: 'unreadable', offset: item.offset, bytes: item.bytes };
}

function gapView({ after, before, records }: Gap): object {
  return {
    kind: 'gap',
    after: after === undefined ? null : writeCursor(after),
    before: before === undefined ? null : writeCursor(before),
    records: records ?? null,
  };
}
