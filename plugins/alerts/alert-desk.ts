import { GlassgateError } from 'glassgate/plugin-api';
import type { AlertsConfig } from './config.ts';
import type { Unwritten } from './intake.ts';
import { Outbox } from './outbox.ts';
import { RecentGroups } from './recent-groups.ts';
import { type AlertParts, RunningAlerts } from './running-alerts.ts';
import { groupsTable, outboxTable, watchdogId } from './tables.ts';

/** Owns what is stored and, while alerts are configured, what runs. */
export class AlertDesk {
  readonly #parts: AlertParts;
  readonly #outbox: Outbox;
  readonly #recent: RecentGroups;
  readonly #unwritten = new Map<string, Unwritten>();
  readonly #closing = new Set<Promise<void>>();
  #watchdogSeenAt: number | undefined;
  #isLoaded = false;
  #running: RunningAlerts | undefined;

  constructor(parts: AlertParts) {
    const { store, clock, metrics } = parts;
    const now = () => clock.now();
    this.#parts = parts;
    this.#outbox = new Outbox({
      rows: store.table(outboxTable),
      now,
      onDead: (channel) => metrics.deadLetters.increment({ channel }),
      onWaiting: (channel) => this.#running?.ring(channel),
    });
    this.#recent = new RecentGroups({ rows: store.table(groupsTable), now });
  }

  /** What runs; NOT_FOUND while nothing is configured. */
  get running(): RunningAlerts {
    if (this.#running !== undefined) return this.#running;
    throw new GlassgateError('NOT_FOUND', "Alerts are not configured: add 'alerts' to the configuration.");
  }

  /** Messages that wait, by channel of the configuration. */
  get pending(): readonly (readonly [channel: string, messages: number])[] {
    const channels = this.#running?.config.channels ?? [];
    return channels.map(({ id }) => [id, this.#outbox.count(id)]);
  }

  /** Undefined without a dead man's switch. */
  get watchdogAgeSeconds(): number | undefined {
    const seenAt = this.#running?.watchdogSeenAt;
    return seenAt === undefined ? undefined : Math.max(0, (this.#parts.clock.now() - seenAt) / 1000);
  }

  /** Read what is stored. What may fail about a configuration fails here; the returned function puts it in force. */
  async prepare(config: AlertsConfig | null | undefined): Promise<() => void> {
    if (config && !this.#isLoaded) await this.#load(config);
    return () => this.#apply(config ?? undefined);
  }

  /** Rows stay: what was not sent is sent by the next process. */
  async close(): Promise<void> {
    this.#stop();
    await Promise.all(this.#closing);
  }

  async #load(config: AlertsConfig): Promise<void> {
    await this.#outbox.load();
    await this.#recent.load(config.dedup_seconds * 1000);
    const [row] = await this.#parts.store.table(groupsTable).find({ where: { id: watchdogId } });
    this.#watchdogSeenAt = row === undefined ? undefined : Date.parse(row.updated_at);
    this.#isLoaded = true;
  }

  #apply(config: AlertsConfig | undefined): void {
    this.#watchdogSeenAt = this.#running?.watchdogSeenAt ?? this.#watchdogSeenAt;
    this.#stop();
    if (config === undefined) return;
    this.#recent.keep(config.dedup_seconds * 1000);
    this.#running = new RunningAlerts(config, {
      ...this.#parts,
      outbox: this.#outbox,
      recent: this.#recent,
      unwritten: this.#unwritten,
      watchdogSeenAt: this.#watchdogSeenAt,
    });
    const channels = config.channels.map(({ id }) => id);
    this.#parts.log.info({ event: 'alert.started', channels, pending: this.#outbox.size }, 'alerts on');
  }

  #stop(): void {
    const closing = this.#running?.close();
    this.#running = undefined;
    if (closing === undefined) return;
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }
}
