import { createRedactor, type ExchangeEvent, type Redactor } from 'glassgate/plugin-api';
import { createLogFiles, type LogFiles } from './log-files.ts';
import { type RecordRules, toLine } from './record.ts';
import { RecordIndex } from './record-index.ts';
import type { Report, Usage } from './report.ts';
import type { Settings } from './settings.ts';
import { WakeUps } from './wake-ups.ts';

export interface IoLogOptions {
  readonly settings: Settings;
  readonly redact: Redactor;
  readonly report: Report;
  readonly now?: () => number;
}

const verbatim = createRedactor({ enabled: false });

/** The log as it is set now. What waits for the disk stays where it was meant to go. */
export class IoLog {
  readonly #redact: Redactor;
  readonly #report: Report;
  /** Tells readers of new lines. */
  readonly wakeUps = new WakeUps();
  /** In every record of this process: it tells its numbers from those of other processes. */
  readonly epoch: number;
  readonly #byDir = new Map<string, LogFiles>();
  readonly #records = new Map<string, number>();
  /** Where the records are. */
  readonly index = new RecordIndex({ isOn: () => this.#settings.enabled, flush: () => this.flush() });
  #settings: Settings;
  #rules: RecordRules;

  constructor({ settings, redact, report, now = Date.now }: IoLogOptions) {
    this.epoch = now();
    this.#redact = redact;
    this.#report = {
      ...report,
      written: (containerId, amount) => {
        report.written(containerId, amount);
        this.wakeUps.wake(containerId);
      },
    };
    this.#settings = settings;
    this.#rules = this.#rulesOf(settings);
  }

  get settings(): Settings {
    return this.#settings;
  }

  set(settings: Settings): void {
    if (!this.#settings.enabled) this.index.begin();
    this.#settings = settings;
    this.#rules = this.#rulesOf(settings);
    this.wakeUps.wakeAll();
  }

  /** Something was said to it in this run. */
  knows(containerId: string): boolean {
    return this.#records.has(containerId);
  }

  /** The live file of a container. */
  pathOf(containerId: string): string {
    return this.#files().pathOf(containerId);
  }

  /** Write what still waits for the disk. Never rejects. */
  async flush(): Promise<void> {
    await Promise.all([...this.#byDir.values()].map((files) => files.flush()));
  }

  write(event: ExchangeEvent): void {
    if (!this.#settings.enabled) return;
    const { containerId } = event;
    const seq = (this.#records.get(containerId) ?? 0) + 1;
    this.#records.set(containerId, seq);
    const place = this.index.add(event, seq);
    try {
      this.#files().write(containerId, toLine({ event, seq, epoch: this.epoch }, this.#rules), place);
    } catch {
      place.dropped();
      this.#report.dropped(event.containerId, { reason: 'unserialisable', lines: 1 });
    }
  }

  /** What the log would show of a text, unless it shows secrets on purpose. */
  shown(event: ExchangeEvent): string {
    const { enabled, redactSecrets } = this.#settings;
    if (!enabled || !redactSecrets) return '';
    return toLine({ event, seq: 0, epoch: this.epoch }, { ...this.#rules, onTruncated: undefined });
  }

  /** What the files take, and what they may. Those of a former directory are nobody's concern any more. */
  usage(): Usage {
    const { dir, maxBytes, backupCount } = this.#settings;
    const uses = this.#byDir.get(dir)?.uses() ?? [];
    return { uses, limitBytes: maxBytes * (backupCount + 1) * uses.length };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byDir.values()].map((files) => files.close()));
  }

  #rulesOf({ redactSecrets, includeBodies, maxFieldChars }: Settings): RecordRules {
    const redactor = redactSecrets ? this.#redact : verbatim;
    return { includeBodies, maxFieldChars, redactor, onTruncated: this.#report.truncated };
  }

  // Files of a former directory stay: they cost nothing, and a reload may bring them back.
  #files(): LogFiles {
    const { dir } = this.#settings;
    const known = this.#byDir.get(dir);
    if (known !== undefined) return known;
    const current = () => this.#settings;
    const sizes = {
      get maxBytes() {
        return current().maxBytes;
      },
      get backupCount() {
        return current().backupCount;
      },
    };
    const files = createLogFiles({ dir, sizes, report: this.#report });
    this.#byDir.set(dir, files);
    return files;
  }
}
