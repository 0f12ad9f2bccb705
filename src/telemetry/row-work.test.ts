import { RowWork } from './row-work.ts';

it('names each operation on each table once, whichever came first', () => {
  const nothing = RowWork.none();

  const one = nothing.and('change', 'jobs').and('put', 'jobs').and('change', 'jobs').and('put', 'chats');
  const other = nothing.and('put', 'chats').and('put', 'jobs').and('change', 'jobs');

  expect(one.summary).toBe('INSERT chats INSERT jobs UPDATE jobs');
  expect(other).toBe(one);
});

it.each([
  ['one row', [['put', 'jobs']], 'INSERT', 'BATCH INSERT', 'jobs'],
  [
    'tables that get the same',
    [
      ['delete', 'jobs'],
      ['delete', 'chats'],
    ],
    'DELETE',
    'BATCH DELETE',
    undefined,
  ],
  [
    'a table that gets several',
    [
      ['put', 'jobs'],
      ['change', 'jobs'],
    ],
    'INSERT',
    'BATCH',
    'jobs',
  ],
] as const)('says of %s what is done and where', (_what, writes, ofOne, ofMany, table) => {
  let work = RowWork.none();
  for (const [write, name] of writes) work = work.and(write, name);

  expect(work.ofOne['db.operation.name']).toBe(ofOne);
  expect(work.ofMany['db.operation.name']).toBe(ofMany);
  expect(work.ofMany['db.collection.name']).toBe(table);
});

it('has no more than five operations in a name', () => {
  let work = RowWork.none();
  for (let index = 0; index < 20; index += 1) work = work.and('put', `t${index}`);

  expect(work.summary).toBe('INSERT t0 INSERT t1 INSERT t2 INSERT t3 INSERT t4');
});
