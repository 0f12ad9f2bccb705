import type { SetupContext } from 'glassgate/plugin-api';

export type Warn = (fields: Readonly<Record<string, unknown>>, message: string) => void;

export interface RareWarningOptions {
  readonly log: Pick<SetupContext<unknown>['log'], 'warn'>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly intervalMs: number;
}

/** A warning that is written at most once per interval and message, with the number of those held back. */
export function createRareWarning({ log, now, intervalMs }: RareWarningOptions): Warn {
  const last = new Map<string, { readonly at: number; suppressed: number }>();
  return (fields, message) => {
    const former = last.get(message);
    if (former !== undefined && now() - former.at < intervalMs) {
      former.suppressed += 1;
      return;
    }
    last.set(message, { at: now(), suppressed: 0 });
    log.warn({ ...fields, suppressed: former?.suppressed ?? 0 }, message);
  };
}
