export interface CommitResult {
  readonly rows: number;
  readonly durationMs: number;
  /** SQLite's code such as `SQLITE_FULL`; undefined on success. */
  readonly errorCode: string | undefined;
}

/** What is done to one row; a put may replace a row that is there. */
export type RowWrite = 'put' | 'change' | 'delete';

/** A group of rows as those see it who bring them. */
export interface GroupProbe {
  /** Told before the call that brings the row returns. */
  rowQueued(write: RowWrite, table: string): void;
  /** All its rows are written, or will not be by this group. */
  ended(result: Pick<CommitResult, 'rows' | 'errorCode'>): void;
}

/** An operation with a call of its own, from its beginning until `ended`. */
export interface Operation {
  readonly name: 'SELECT' | 'UPDATE';
  /** Undefined when only the query knows. */
  readonly table: string | undefined;
}

interface OperationProbe {
  ended(errorCode: string | undefined): void;
}

/** What the store tells the telemetry. */
export interface StoreInstruments {
  /** The database that everything else is about: a file, or `:memory:`. */
  opened(path: string): void;
  committed(result: CommitResult): void;
  /** A row that the database refuses for good; it was dropped. */
  rowRefused(table: string, errorCode: string): void;
  groupOpened(): GroupProbe;
  operationStarted(operation: Operation): OperationProbe;
}
