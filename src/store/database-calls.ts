import type { Database, Statement } from 'sqlite3';
import type { ColumnValue } from '../plugin-api/index.ts';

/** The calls of the driver that the store makes beside Sequelize, as promises. */
export function execute(database: Database, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    database.exec(sql, (error) => (error ? reject(error) : resolve()));
  });
}

export function readAll<R>(
  database: Database,
  sql: string,
  parameters: readonly ColumnValue[],
): Promise<R[]> {
  return new Promise((resolve, reject) => {
    database.all<R>(sql, parameters, (error, rows) => (error ? reject(error) : resolve(rows)));
  });
}

export function prepare(database: Database, sql: string): Promise<Statement> {
  return new Promise((resolve, reject) => {
    const statement: Statement = database.prepare(sql, (error) =>
      error ? reject(error) : resolve(statement),
    );
  });
}

export function run(target: Statement, parameter: string): Promise<void> {
  return new Promise((resolve, reject) => {
    target.run(parameter, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}

export function finalize(statement: Statement): Promise<void> {
  return new Promise((resolve) => {
    statement.finalize(() => resolve());
  });
}
