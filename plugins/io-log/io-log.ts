import { createRedactor, type ExchangeEvent, type Redactor } from 'glassgate/plugin-api';
import { createLogFiles, type LogFiles } from './log-files.ts';
import { toLine } from './record.ts';
import { RecordIndex } from './record-index.ts';
import type { Report } from './report.ts';
import type { SanitiseRules } from './sanitise.ts';
import type { Settings } from './settings.ts';

export interface IoLogOptions {
  readonly settings: Settings;
  readonly redact: Redactor;
  readonly report: Report;
}

const verbatim = createRedactor({ enabled: false });

/** The log as it is set now. What waits for the disk stays where it was meant to go. */
export class IoLog {
  readonly #redact: Redactor;
  readonly #report: Report;
  readonly #byDir = new Map<string, LogFiles>();
  readonly #records = new Map<string, number>();
  /** Where the records are. */
  readonly index = new RecordIndex({ isOn: () => this.#settings.enabled });
  #settings: Settings;
  #rules: SanitiseRules;

  constructor({ settings, redact, report }: IoLogOptions) {
    this.#redact = redact;
    this.#report = report;
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
  }

  write(event: ExchangeEvent): void {
    if (!this.#settings.enabled) return;
    const { containerId } = event;
    const seq = (this.#records.get(containerId) ?? 0) + 1;
    this.#records.set(containerId, seq);
    const place = this.index.add(event, seq);
    try {
      this.#files().write(containerId, toLine({ event, seq }, this.#rules), place);
    } catch {
      place.dropped();
      this.#report.dropped(event.containerId, { reason: 'unserialisable', lines: 1 });
    }
  }

  /** What the log would show of a text, unless it shows secrets on purpose. */
  shown(event: ExchangeEvent): string {
    const { enabled, redactSecrets } = this.#settings;
    return enabled && redactSecrets ? toLine({ event, seq: 0 }, this.#rules) : '';
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byDir.values()].map((files) => files.close()));
  }

  #rulesOf({ redactSecrets, includeBodies, maxFieldChars }: Settings): SanitiseRules {
    return { includeBodies, maxFieldChars, redactor: redactSecrets ? this.#redact : verbatim };
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
