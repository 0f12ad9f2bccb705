import { openWriter } from './connection.ts';
import { execute } from './database-calls.ts';
import { GroupCommit, type GroupCommitOptions } from './group-commit.ts';
import { migrate } from './migrations.ts';
import type { PendingRow } from './pending-rows.ts';
import { RowWriter } from './row-writer.ts';
import { chats, declaredTable, jobs, recordInstruments, recordLog, runSql } from './store-fixture.ts';

export type CommitsOptions = Partial<
  Pick<GroupCommitOptions, 'maxKeptRows' | 'retryMs' | 'maxWaitMs' | 'instruments'>
>;

/** A group commit over a real file, with a hand on its connection. Nothing is tried again by itself in time. */
export async function openCommits(path: string, options: CommitsOptions = {}) {
  const connection = await openWriter(path);
  await migrate(connection.sequelize, [declaredTable(jobs.name), declaredTable(chats.name)]);
  const writer = await RowWriter.open(connection.database);
  const instruments = recordInstruments();
  const { log, lines } = recordLog();
  const commits = new GroupCommit({ writer, instruments, log, retryMs: 60_000, ...options });
  const add = (kind: PendingRow['kind'], table: string, columns: PendingRow['columns']) =>
    commits.add({ kind, table: declaredTable(table), columns });
  return {
    commits,
    instruments,
    phrases: () => lines.map(({ msg }) => msg),
    put: (job_id: string, columns = {}) => add('put', jobs.name, { job_id, prompt_id: 'p', ...columns }),
    change: (job_id: string, columns = {}) => add('change', jobs.name, { job_id, ...columns }),
    remove: (job_id: string) => add('delete', jobs.name, { job_id }),
    putChat: (url: string) => add('put', chats.name, { url }),
    execute: (sql: string) => execute(connection.database, sql),
    ids: async () =>
      (await runSql(path, 'SELECT job_id FROM jobs ORDER BY job_id')).map((row) => row['job_id']),
    [Symbol.asyncDispose]: async () => {
      await commits.close();
      await writer.close();
      await connection.close();
    },
  };
}
