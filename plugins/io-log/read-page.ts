import { type Cursor, writeCursor } from './cursor.ts';
import { append, type Item } from './items.ts';
import { newestRecords } from './newest-records.ts';
import { type ContainerLog, readRecords } from './read-records.ts';
import { missingView } from './views.ts';

export interface PageWish {
  readonly after: Cursor | undefined;
  readonly limit: number;
  readonly signal: AbortSignal;
}

const maxBytes = 1024 * 1024;

/** Records of a container as one answer: the next ones after a cursor, or the newest. */
export async function readPage(log: ContainerLog, wish: PageWish): Promise<object> {
  const { after, limit, signal } = wish;
  const items =
    after === undefined
      ? await newestRecords(log, { records: limit, bytes: maxBytes })
      : await nextRecords(log, { after, limit, signal });
  const records = items.filter((item) => item.kind === 'record').map(({ record }) => record);
  const last = records.at(-1)?.cursor ?? after ?? { epoch: log.currentEpoch, seq: 0 };
  return {
    ok: true,
    container: log.containerId,
    records: records.map(({ content }) => content),
    next_after: writeCursor(last),
    missing: items.filter((item) => item.kind !== 'record').map(missingView),
  };
}

async function nextRecords(
  log: ContainerLog,
  { after, limit, signal }: PageWish & { readonly after: Cursor },
): Promise<Item[]> {
  const items: Item[] = [];
  let [recordsLeft, bytesLeft] = [limit, maxBytes];
  for await (const item of readRecords(log, { after, signal })) {
    signal.throwIfAborted();
    if (item.kind === 'idle') continue;
    if (item.kind === 'record') {
      // The first one is shown however large it is.
      if (recordsLeft < limit && item.bytes > bytesLeft) return withoutTrailingGap(items);
      recordsLeft -= 1;
      bytesLeft -= item.bytes;
    }
    append(items, item);
    if (recordsLeft === 0) break;
  }
  return items;
}

/** The gap before a record that had no room is told with that record, on the next page. */
function withoutTrailingGap(items: Item[]): Item[] {
  const last = items.at(-1);
  return last?.kind === 'gap' ? items.slice(0, -1) : items;
}
