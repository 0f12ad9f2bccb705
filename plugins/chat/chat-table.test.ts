import type { Repository, Store } from 'glassgate/plugin-api';
import type { ChatRow } from './chat-row.ts';
import { ChatTable } from './chat-table.ts';

/** A store whose answers the test gives itself, in the order that it wants. */
function openTable() {
  const reads: PromiseWithResolvers<ChatRow[]>[] = [];
  const changes: PromiseWithResolvers<number>[] = [];
  const pendingIn = <T>(list: PromiseWithResolvers<T>[]) => {
    const pending = Promise.withResolvers<T>();
    list.push(pending);
    return pending.promise;
  };
  const repository: Repository<ChatRow> = {
    put: () => undefined,
    change: () => undefined,
    delete: () => undefined,
    find: () => pendingIn(reads),
    changeWhere: () => pendingIn(changes),
  };
  const store: Store = {
    location: '',
    // The one table of this test.
    table: <R>() => repository as unknown as Repository<R & ChatRow>,
    query: async () => [],
    committed: async () => undefined,
  };
  return { table: new ChatTable(store), reads, changes };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('ChatTable', () => {
  it('lets those who read wait for a change of many rows that was ordered before', async () => {
    const { table, reads, changes } = openTable();
    const changing = table.changeWhere({ profile_id: 'p1' }, { disabled: 1 });
    const reading = table.find({});
    await nextTurn();
    expect(reads).toHaveLength(0);

    changes[0]?.resolve(7);
    await nextTurn();
    reads[0]?.resolve([]);

    expect(await changing).toBe(7);
    expect(await reading).toEqual([]);
  });

  it('reads again when such a change was ordered meanwhile, also when it failed', async () => {
    const { table, reads, changes } = openTable();
    const reading = table.find({});
    await nextTurn();
    const changing = table.changeWhere({ profile_id: 'p1' }, { disabled: 1 });
    reads[0]?.resolve([]);
    changes[0]?.reject(new Error('away'));
    await expect(changing).rejects.toThrow('away');
    await nextTurn();
    expect(reads).toHaveLength(2);

    reads[1]?.resolve([]);
    expect(await reading).toEqual([]);
  });
});
