import { declaredTable } from './store-fixture.ts';
import { type RowShape, writeStatement } from './write-statements.ts';

const cases: readonly [string, Pick<RowShape, 'kind' | 'columns'> & { table: string }, string][] = [
  [
    'a put replaces the given columns of a known row',
    { kind: 'put', table: 'jobs', columns: ['job_id', 'prompt_id', 'status'] },
    'INSERT INTO "jobs" ("job_id", "prompt_id", "status") ' +
      'SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2 FROM jsonb_each(?1) AS j WHERE true ' +
      'ON CONFLICT ("job_id") DO UPDATE SET "prompt_id" = excluded."prompt_id", "status" = excluded."status"',
  ],
  [
    'a put of the key alone leaves a known row as it is',
    { kind: 'put', table: 'jobs', columns: ['job_id'] },
    'INSERT INTO "jobs" ("job_id") SELECT j.value ->> 0 FROM jsonb_each(?1) AS j WHERE true ' +
      'ON CONFLICT ("job_id") DO NOTHING',
  ],
  [
    'a put without a key lets the database choose one',
    { kind: 'put', table: 'chats', columns: ['url'] },
    'INSERT INTO "chats" ("url") SELECT j.value ->> 0 FROM jsonb_each(?1) AS j WHERE true',
  ],
  [
    'a change finds its row by the key, wherever the key stands',
    { kind: 'change', table: 'jobs', columns: ['status', 'job_id', 'tries'] },
    'UPDATE "jobs" SET "status" = j.value ->> 0, "tries" = j.value ->> 2 FROM jsonb_each(?1) AS j ' +
      'WHERE "jobs"."job_id" = j.value ->> 1',
  ],
  [
    'a deletion finds its rows by the key',
    { kind: 'delete', table: 'jobs', columns: ['job_id'] },
    'DELETE FROM "jobs" WHERE "job_id" IN (SELECT j.value ->> 0 FROM jsonb_each(?1) AS j)',
  ],
];

describe('a write statement', () => {
  it.each(cases)('%s', (_name, { kind, table, columns }, sql) => {
    expect(writeStatement({ kind, table: declaredTable(table), columns }, '?1')).toBe(sql);
  });
});
