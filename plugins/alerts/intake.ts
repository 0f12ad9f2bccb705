import { GlassgateError, type SetupContext, type Store } from 'glassgate/plugin-api';
import { chooseChannels } from './choose-channels.ts';
import type { Clock } from './clock.ts';
import type { AlertsConfig } from './config.ts';
import type { Mask } from './mask-secrets.ts';
import type { AlertMetrics } from './metrics.ts';
import { dedupKey, normalise, severityOf } from './normalise.ts';
import type { Outbox } from './outbox.ts';
import { newEntry, type OutboxEntry } from './outbox-entry.ts';
import { parsePayload, type WebhookAlert, type WebhookPayload } from './payload.ts';
import type { RecentGroups } from './recent-groups.ts';

export interface IntakeParts {
  readonly config: AlertsConfig;
  readonly store: Store;
  readonly log: SetupContext<unknown>['log'];
  readonly metrics: AlertMetrics;
  readonly clock: Clock;
  readonly mask: Mask;
  readonly outbox: Outbox;
  readonly recent: RecentGroups;
  /** By key. Outlives a reload: the store writes these when it can, and they must be sent then. */
  readonly unwritten: Map<string, Unwritten>;
  readonly onWatchdog: () => void;
}

/** What the sender of a webhook is told. */
export interface Accepted {
  readonly alerts: number;
  readonly duplicate: boolean;
  readonly messages: readonly { readonly id: string; readonly channel: string }[];
}

/** Accepted, but not known to be on disk. */
export interface Unwritten {
  readonly group: string;
  readonly entries: readonly OutboxEntry[];
}

const recheckMs = 5_000;

/** Takes webhooks: answers when their messages are on disk. */
export class Intake {
  readonly #parts: IntakeParts;
  readonly #receivers: ReadonlySet<string>;
  readonly #unwritten: Map<string, Unwritten>;
  #forget: () => void = () => {};
  #isClosed = false;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    this.#unwritten = parts.unwritten;
    if (parts.unwritten.size > 0) this.#recheck();
    this.#receivers = new Set(parts.config.routes.flatMap(({ receivers }) => receivers ?? []));
  }

  async accept(receiver: string, body: unknown): Promise<Accepted> {
    const payload = parsePayload(body);
    this.#count(receiver, payload);
    const watchdog = this.#parts.config.dead_man?.alertname;
    const isWatchdog = ({ labels }: WebhookAlert) => labels['alertname'] === watchdog;
    const alerts = payload.alerts.filter((alert) => !isWatchdog(alert));
    if (payload.alerts.some((alert) => isWatchdog(alert) && alert.status === 'firing'))
      this.#parts.onWatchdog();
    const told = { alerts: payload.alerts.length, duplicate: false, messages: [] };
    if (alerts.length > 0) return { ...told, ...(await this.#take(payload, alerts, receiver)) };
    await this.#parts.store.committed();
    return told;
  }

  close(): void {
    this.#isClosed = true;
    this.#forget();
  }

  async #take(payload: WebhookPayload, alerts: readonly WebhookAlert[], receiver: string) {
    const { config, recent, metrics, mask, outbox, store } = this.#parts;
    const key = dedupKey(payload, alerts, receiver);
    const message = normalise(payload, alerts, { receiver, mask, linkHosts: config.link_hosts });
    if (recent.has(message.group, key)) {
      metrics.dedup.increment({});
      return { duplicate: true };
    }
    const known = this.#unwritten.get(key);
    const channels = chooseChannels(config.routes, payload, { alerts, receiver });
    const entries = known?.entries ?? channels.map((channel) => this.#entry(channel, message));
    this.#refuseWhenFull(entries);
    if (known !== undefined) metrics.dedup.increment({});
    this.#unwritten.set(key, { group: message.group, entries });
    outbox.store(entries);
    recent.store(message.group, key);
    await this.#written(store);
    return { duplicate: known !== undefined, messages: entries.map(({ id, channel }) => ({ id, channel })) };
  }

  /** What is queued when this is called is on disk when it resolves, and is sent then. */
  async #written(store: Store): Promise<void> {
    const queued = [...this.#unwritten];
    try {
      await store.committed();
    } catch (cause) {
      // The store keeps the rows and writes them when it can, also when nobody asks again.
      this.#recheck();
      throw cause;
    }
    for (const [key, unwritten] of queued) {
      if (this.#unwritten.get(key) !== unwritten) continue;
      this.#unwritten.delete(key);
      this.#parts.recent.remember(unwritten.group, key);
      this.#parts.outbox.add(unwritten.entries);
    }
  }

  #recheck(): void {
    const { clock, store } = this.#parts;
    this.#forget();
    if (this.#isClosed) return;
    this.#forget = clock.after(recheckMs, () => void this.#written(store).catch(() => undefined));
  }

  #entry(channel: string, message: OutboxEntry['message']): OutboxEntry {
    const { clock, config } = this.#parts;
    return newEntry({ channel, message, now: clock.now(), lifetimeMs: config.retry_hours * 3_600_000 });
  }

  #refuseWhenFull(entries: readonly OutboxEntry[]): void {
    const { outbox, config } = this.#parts;
    const full = entries.find(({ channel }) => outbox.count(channel) >= config.max_pending);
    if (full === undefined) return;
    throw new GlassgateError('OVERLOADED', `Too many messages wait for the channel '${full.channel}'.`);
  }

  #count(receiver: string, { alerts }: WebhookPayload): void {
    const { metrics, log } = this.#parts;
    log.debug({ event: 'alert.received', receiver, alerts: alerts.length }, 'alerts received');
    const named = this.#receivers.has(receiver) ? receiver : '_other';
    for (const alert of alerts) metrics.received.increment({ receiver: named, severity: severityOf(alert) });
  }
}
