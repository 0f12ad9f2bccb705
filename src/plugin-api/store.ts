export type ColumnType = 'text' | 'integer' | 'real';

export interface Column {
  readonly type: ColumnType;
  readonly primaryKey?: boolean;
  readonly autoIncrement?: boolean;
  readonly notNull?: boolean;
  readonly default?: string | number;
  /** Written as it is. Secrets in the texts of every other column are masked. */
  readonly verbatim?: boolean;
}

export type ColumnValue = string | number | null;
export type Row = Readonly<Record<string, ColumnValue>>;

/** A table that a plugin owns. */
export interface Table<R extends Row = Row> {
  readonly name: string;
  readonly columns: Readonly<Record<keyof R & string, Column>>;
  readonly indexes: readonly (readonly (keyof R & string)[])[];
}

/**
 * Describe a table: at start it is created, or completed with the columns and indexes that it lacks.
 * Columns that Glassgate does not know are left alone.
 */
export function defineTable<R extends Row>(table: Table<R>): Table<R> {
  return table;
}

export type Condition =
  | ColumnValue
  | { readonly lt: ColumnValue }
  | { readonly gt: ColumnValue }
  | { readonly gte: ColumnValue }
  | { readonly ne: ColumnValue }
  | { readonly in: readonly ColumnValue[] };

export interface Query<R extends Row> {
  readonly where?: { readonly [K in keyof R]?: Condition };
  readonly order?: readonly (readonly [column: keyof R & string, direction: 'asc' | 'desc'])[];
  readonly limit?: number;
  readonly offset?: number;
}

/**
 * Rows of one table. Writes are queued and committed together with those of other requests (group
 * commit); they never throw. Await `store.committed()` where durability matters. Reads see what is
 * committed.
 */
export interface Repository<R extends Row> {
  /** Queue a new row; on a known primary key the given columns replace the old ones. */
  put(row: R): void;
  /** Queue a change of some columns of one row. */
  change(key: string | number, columns: Partial<R>): void;
  /**
   * Queue the end of one row. Writes of one row keep their order: a change that comes later finds nothing, and a
   * later `put` makes a new row that inherits no value from the old one. An unknown key is no error.
   */
  delete(key: string | number): void;
  find(query: Query<R>): Promise<R[]>;
  /**
   * Change rows by condition at once, in a transaction of its own, after everything queued. Returns their number.
   * Rejects when what is queued cannot be written in time; nothing is changed then.
   */
  changeWhere(where: NonNullable<Query<R>['where']>, columns: Partial<R>): Promise<number>;
}

export interface QueryOptions {
  /** Stops the query when it aborts. */
  readonly signal?: AbortSignal;
}

export interface Store {
  /** What `/v1/status/all` shows as the database: a path, never a URL with a password. */
  readonly location: string;
  table<R extends Row>(table: Table<R>): Repository<R>;
  /**
   * Ask what `find` cannot: one SELECT over the tables of all plugins, in the SQL of the store's dialect
   * (SQLite), without a semicolon. `parameters` are bound to `?1`, `?2` and so on; never write a value into the
   * text. Sees committed rows only. Text that could write is refused with INTERNAL_ERROR; a database that
   * cannot be read, and a query of more than 60 s, are STORE_UNAVAILABLE. Queries take turns on a read-only
   * connection of their own: a slow one holds up other queries, but neither `find` nor a write.
   */
  query<R>(sql: string, parameters: readonly ColumnValue[], options?: QueryOptions): Promise<R[]>;
  /**
   * Resolves when everything queued so far is on disk. Rejects with STORE_UNAVAILABLE when the database refuses,
   * or has not answered within `store.max_wait_seconds`; rows that were queued stay so and are tried again.
   */
  committed(): Promise<void>;
}
