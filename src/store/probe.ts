export interface CommitResult {
  readonly rows: number;
  readonly durationMs: number;
  /** SQLite's code such as `SQLITE_FULL`; undefined on success. */
  readonly errorCode: string | undefined;
}

/** What the store tells the telemetry. */
export interface StoreInstruments {
  committed(result: CommitResult): void;
  /** A row that the database refuses for good; it was dropped. */
  rowRefused(table: string, errorCode: string): void;
}
