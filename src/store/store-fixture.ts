import { basename } from 'node:path';
import { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import sqlite3 from 'sqlite3';
import { defineTable } from '../plugin-api/index.ts';
import { type DeclaredTable, declareTables } from './declared-table.ts';
import type { CommitResult, StoreInstruments } from './probe.ts';

export type Job = {
  readonly job_id: string;
  readonly prompt_id: string;
  readonly status?: string | null;
  readonly result_text?: string | null;
  readonly tries?: number | null;
  readonly seconds?: number | null;
};

/** A table of the shape that plugins declare, for the tests of the store. */
export const jobs = defineTable<Job>({
  name: 'jobs',
  columns: {
    job_id: { type: 'text', primaryKey: true },
    prompt_id: { type: 'text', notNull: true },
    status: { type: 'text' },
    result_text: { type: 'text', default: '' },
    tries: { type: 'integer', notNull: true, default: 0 },
    seconds: { type: 'real' },
  },
  indexes: [['status'], ['prompt_id', 'status']],
});

export type Chat = { readonly id?: number; readonly url: string; readonly uses_count?: number };

export const chats = defineTable<Chat>({
  name: 'chats',
  columns: {
    id: { type: 'integer', primaryKey: true, autoIncrement: true },
    url: { type: 'text', notNull: true },
    uses_count: { type: 'integer' },
  },
  indexes: [],
});

export const entries = [
  { plugin: 'jobs', table: jobs },
  { plugin: 'chat', table: chats },
];

const declared = declareTables(entries);

export function declaredTable(name: string): DeclaredTable {
  const table = declared.get(name);
  if (!table) throw new Error(`The fixture has no table ${name}.`);
  return table;
}

export interface RecordedInstruments extends StoreInstruments {
  readonly commits: CommitResult[];
  readonly refused: string[];
  /** What was told of groups and of operations, in order. */
  readonly told: string[];
  /** Resolves at the next commit that succeeds. */
  nextCommit(): Promise<void>;
}

export function recordInstruments(): RecordedInstruments {
  const commits: CommitResult[] = [];
  const refused: string[] = [];
  const told: string[] = [];
  let waiting: (() => void)[] = [];
  return {
    commits,
    refused,
    told,
    opened: (path) => told.push(`opened ${basename(path)}`),
    committed: (result) => {
      commits.push(result);
      if (result.errorCode) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    rowRefused: (table, code) => refused.push(`${table} ${code}`),
    groupOpened: () => ({
      rowQueued: (write, table) => told.push(`${write} ${table}`),
      ended: ({ rows, errorCode = 'OK' }) => told.push(`group of ${rows}: ${errorCode}`),
    }),
    operationStarted: ({ name, table }) => ({
      ended: (errorCode = 'OK') => told.push(`${name} ${table}: ${errorCode}`),
    }),
    nextCommit: () => new Promise((resolve) => waiting.push(resolve)),
  };
}

/** A logger and the phrases that it was given. */
export function recordLog(): { readonly log: Logger; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  return { log: pino(stream), lines };
}

/** Run SQL as another program would, on a connection of its own. */
export function runSql(path: string, sql: string): Promise<Record<string, unknown>[]> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(path);
    database.all<Record<string, unknown>>(sql, (error, rows) => {
      database.close(() => (error ? reject(error) : resolve(rows)));
    });
  });
}
