import { type PendingRow, PendingRows } from './pending-rows.ts';
import { chats, declaredTable, jobs } from './store-fixture.ts';

function row(kind: PendingRow['kind'], columns: PendingRow['columns'], name: string = jobs.name): PendingRow {
  return { kind, table: declaredTable(name), columns };
}

function gather(...writes: readonly PendingRow[]) {
  const rows = new PendingRows();
  for (const write of writes) rows.add(write);
  return Array.from(rows, ({ kind, columns }) => ({ kind, columns }));
}

describe('pending rows', () => {
  it.each([
    {
      name: 'a change joins the put of its row',
      writes: [row('put', { job_id: 'a', status: null }), row('change', { job_id: 'a', status: 'done' })],
      expected: [{ kind: 'put', columns: { job_id: 'a', status: 'done' } }],
    },
    {
      name: 'two changes of one row become one',
      writes: [
        row('change', { job_id: 'a', status: 'x', tries: 1 }),
        row('change', { job_id: 'a', status: 'y' }),
      ],
      expected: [{ kind: 'change', columns: { job_id: 'a', status: 'y', tries: 1 } }],
    },
    {
      name: 'a put after a change makes sure that the row exists',
      writes: [row('change', { job_id: 'a', tries: 1 }), row('put', { job_id: 'a', prompt_id: 'p' })],
      expected: [{ kind: 'put', columns: { job_id: 'a', tries: 1, prompt_id: 'p' } }],
    },
    {
      name: 'an undefined column takes nothing back',
      writes: [row('put', { job_id: 'a', status: 'x' }), row('change', { job_id: 'a', status: undefined })],
      expected: [{ kind: 'put', columns: { job_id: 'a', status: 'x' } }],
    },
    {
      name: 'the same key in two tables is two rows',
      writes: [row('put', { job_id: '1' }), row('put', { id: 1 }, chats.name)],
      expected: [
        { kind: 'put', columns: { job_id: '1' } },
        { kind: 'put', columns: { id: 1 } },
      ],
    },
    {
      name: 'rows without a key stay apart',
      writes: [row('put', { url: 'u' }, chats.name), row('put', { url: 'u' }, chats.name)],
      expected: [
        { kind: 'put', columns: { url: 'u' } },
        { kind: 'put', columns: { url: 'u' } },
      ],
    },
    {
      name: 'a deletion takes the place of what was to be written',
      writes: [
        row('put', { job_id: 'a', prompt_id: 'p' }),
        row('change', { job_id: 'a', tries: 1 }),
        row('delete', { job_id: 'a' }),
        row('change', { job_id: 'a', tries: 2 }),
      ],
      expected: [{ kind: 'delete', columns: { job_id: 'a' } }],
    },
    {
      name: 'a put after a deletion inherits nothing from the row that may still be there',
      writes: [row('delete', { job_id: 'a' }), row('put', { job_id: 'a', prompt_id: 'p' })],
      expected: [
        {
          kind: 'put',
          columns: { job_id: 'a', prompt_id: 'p', status: null, result_text: '', tries: 0, seconds: null },
        },
      ],
    },
  ])('$name', ({ writes, expected }) => {
    expect(gather(...writes)).toEqual(expected);
  });

  it('gives out the oldest rows and keeps them until they are removed', () => {
    const rows = new PendingRows();
    const writes = ['a', 'b', 'c'].map((job_id) => row('put', { job_id }));
    for (const write of writes) rows.add(write);

    expect(rows.first(2)).toEqual(writes.slice(0, 2));
    expect(rows.size).toBe(3);
    rows.remove(rows.first(2));
    expect(rows.first(2)).toEqual(writes.slice(2));
  });
});
