/** What the HTTP side needs of the live configuration. */
export interface ConfigControl {
  readonly state: ConfigReport;
  reload(trigger: 'request'): Promise<ConfigReport>;
}

interface ConfigReport {
  readonly isCurrent: boolean;
  /** File, line, key and mend of every mistake; undefined when there is none. */
  readonly problem: string | undefined;
  readonly loadedAt: Date;
}
