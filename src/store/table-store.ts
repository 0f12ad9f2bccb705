import {
  type ColumnValue,
  GlassgateError,
  type QueryOptions,
  type Redactor,
  type Repository,
  type Row,
  type Store,
  type Table,
} from '../plugin-api/index.ts';
import type { Connection } from './connection.ts';
import type { DeclaredTable } from './declared-table.ts';
import type { GroupCommit } from './group-commit.ts';
import { defineModel } from './models.ts';
import type { StoreInstruments } from './probe.ts';
import type { ReadQueries } from './read-queries.ts';
import { createRowRedactor } from './redact-rows.ts';
import { TableRepository } from './repository.ts';

export interface TableStoreOptions {
  readonly location: string;
  readonly tables: ReadonlyMap<string, DeclaredTable>;
  readonly commits: GroupCommit;
  readonly writer: Connection;
  readonly reader: Connection;
  readonly queries: ReadQueries;
  readonly redact: Redactor;
  readonly instruments: StoreInstruments;
}

/** The store that plugins see: one repository per declared table over one group commit. */
export class TableStore implements Store {
  readonly location: string;
  readonly #commits: GroupCommit;
  readonly #queries: ReadQueries;
  readonly #repositories: ReadonlyMap<string, TableRepository>;

  constructor(options: TableStoreOptions) {
    const { tables, commits, writer, reader, redact, instruments } = options;
    this.location = options.location;
    this.#commits = commits;
    this.#queries = options.queries;
    const repositories = Array.from(tables, ([name, table]) => {
      const readModel = defineModel(reader.sequelize, table);
      const writeModel = defineModel(writer.sequelize, table);
      const rowRedactor = createRowRedactor(table, redact);
      return [
        name,
        new TableRepository({ table, commits, readModel, writeModel, redact: rowRedactor, instruments }),
      ] as const;
    });
    this.#repositories = new Map(repositories);
  }

  table<R extends Row>({ name }: Table<R>): Repository<R> {
    const repository = this.#repositories.get(name);
    // The declaration of the plugin says what the rows of its table are.
    if (repository) return repository as Repository<Row> as unknown as Repository<R>;
    throw new GlassgateError(
      'INTERNAL_ERROR',
      `Table '${name}' is not among the tables that a plugin declares.`,
    );
  }

  query<R>(sql: string, parameters: readonly ColumnValue[], options?: QueryOptions): Promise<R[]> {
    return this.#queries.run(sql, parameters, options);
  }

  committed(): Promise<void> {
    return this.#commits.committed();
  }
}
