import { openTestStore } from 'glassgate/testing';
import { type ChatRow, chatsTable } from './chat-row.ts';
import { ChatSessions } from './chat-sessions.ts';
import { maxKept, RecentChats } from './recent-chats.ts';

const key = { containerId: 'c1', promptId: 'default', profileId: 'p1', proxyId: '' };
const ids = (rows: readonly ChatRow[]) => rows.map(({ id }) => id);

async function blankRow(): Promise<ChatRow> {
  await using opened = await openTestStore(chatsTable);
  return { ...(await ChatSessions.open(opened.store)).create(key), chat_id: 'x' };
}

const at = (second: number) => `2026-11-20T10:00:${String(second).padStart(2, '0')}.000000+00:00`;

describe('RecentChats', () => {
  it('reads a prompt once, then keeps to what it is told', async () => {
    const blank = await blankRow();
    const row = (id: number, second: number, columns: Partial<ChatRow> = {}): ChatRow => ({
      ...blank,
      id,
      updated_at: at(second),
      ...columns,
    });
    const asked: string[] = [];
    const recent = new RecentChats(async (promptId) => {
      asked.push(promptId);
      return [row(2, 20), row(9, 15, { chat_id: null }), row(1, 10)];
    });

    expect(ids(await recent.of('default'))).toEqual([2, 1]);
    recent.saw(row(1, 30));
    recent.saw(row(3, 40));
    recent.saw(row(4, 50, { prompt_id: 'other' }));
    expect(ids(await recent.of('default'))).toEqual([3, 1, 2]);

    recent.saw(row(1, 31, { disabled: 1 }));
    recent.saw(row(3, 41, { tag: 'guest' }));
    expect(ids(await recent.of('default'))).toEqual([2]);
    expect(asked).toEqual(['default']);
  });

  it('keeps the place of a chat that was not used, and of one that is older than all', async () => {
    const blank = await blankRow();
    const rows = [2, 1].map((id) => ({ ...blank, id, updated_at: at(id * 10) }));
    const recent = new RecentChats(async () => rows);
    await recent.of('default');

    recent.saw({ ...blank, id: 1, updated_at: at(10), pending_since: at(50) });
    recent.saw({ ...blank, id: 5, updated_at: at(5) });

    expect(ids(await recent.of('default'))).toEqual([2, 1]);
    expect(recent.get('default', 1)?.pending_since).toBe(at(50));
    expect(recent.get('default', 5)).toBeUndefined();
  });

  it('believes what it is told while it reads more than what it reads', async () => {
    const blank = await blankRow();
    const reading = Promise.withResolvers<readonly ChatRow[]>();
    const recent = new RecentChats(() => reading.promise);
    const waiting = recent.of('default');
    recent.saw({ ...blank, id: 1, updated_at: at(30), disabled: 1 });
    recent.saw({ ...blank, id: 2, updated_at: at(40), uses_count: 7 });
    reading.resolve([3, 2, 1].map((id) => ({ ...blank, id, updated_at: at(id) })));

    expect(ids(await waiting)).toEqual([2, 3]);
    expect(recent.get('default', 2)?.uses_count).toBe(7);
  });

  it('reads again after it was told to forget, also when it was reading just then', async () => {
    const blank = await blankRow();
    const reading = Promise.withResolvers<readonly ChatRow[]>();
    const answers = [reading.promise, Promise.resolve([])];
    const recent = new RecentChats(() => answers.shift() ?? Promise.resolve([blank]));
    const waiting = recent.of('default');
    recent.forget();
    reading.resolve([blank]);

    expect(await waiting).toEqual([]);
    recent.forget();
    expect(ids(await recent.of('default'))).toEqual([blank.id]);
  });

  it('tries again after a reading that failed', async () => {
    const answers = [Promise.reject(new Error('away')), Promise.resolve([])];
    const recent = new RecentChats(() => answers.shift() ?? Promise.resolve([]));
    await expect(recent.of('default')).rejects.toThrow('away');
    expect(await recent.of('default')).toEqual([]);
  });

  it('keeps a bounded number of them', async () => {
    const blank = await blankRow();
    const recent = new RecentChats(async () => []);
    await recent.of('default');
    for (let id = 1; id <= maxKept + 2; id += 1) recent.saw({ ...blank, id });
    const kept = ids(await recent.of('default'));
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([maxKept, maxKept + 2, 3]);
  });
});
