import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { GlassgateError, type Redactor, type SetupContext, type Store } from 'glassgate/plugin-api';
import type { AlertMessage } from './alert-message.ts';
import { ChannelSender } from './channel-sender.ts';
import type { Clock } from './clock.ts';
import type { AlertsConfig, ChannelConfig } from './config.ts';
import { createChannel } from './create-channel.ts';
import { DeadMan } from './dead-man.ts';
import { Intake, type Unwritten } from './intake.ts';
import { createMask, type Mask } from './mask-secrets.ts';
import type { AlertMetrics } from './metrics.ts';
import type { Outbox } from './outbox.ts';
import { instant, newEntry, type OutboxEntry } from './outbox-entry.ts';
import { post } from './post.ts';
import type { RecentGroups } from './recent-groups.ts';
import { groupsTable, watchdogId } from './tables.ts';

export interface AlertParts {
  readonly store: Store;
  readonly log: SetupContext<unknown>['log'];
  readonly metrics: AlertMetrics;
  readonly clock: Clock;
  readonly redact: Redactor;
}

interface RunningParts extends AlertParts {
  readonly outbox: Outbox;
  readonly recent: RecentGroups;
  readonly unwritten: Map<string, Unwritten>;
  /** When the alert that always fires was received last, by this process or a former one. */
  readonly watchdogSeenAt: number | undefined;
}

const pingTimeoutMs = 10_000;
const sweepMs = 3_600_000;
const dayMs = 86_400_000;

/** Everything that one configuration makes run, from the webhook to the channels. */
export class RunningAlerts {
  readonly config: AlertsConfig;
  readonly intake: Intake;
  readonly #parts: RunningParts;
  readonly #senders: ReadonlyMap<string, ChannelSender>;
  readonly #deadMan: DeadMan | undefined;
  #forget: () => void = () => {};

  constructor(config: AlertsConfig, parts: RunningParts) {
    this.config = config;
    this.#parts = parts;
    const kinds = config.channels.map((channel) => ({ channel, kind: createChannel(channel) }));
    const secrets = kinds.flatMap(({ kind }) => kind.secrets);
    const mask = createMask(parts.redact, [...secrets, config.dead_man?.ping_url ?? '']);
    this.#buryHomeless();
    this.#deadMan = this.#watch();
    this.intake = new Intake({ ...parts, config, mask, onWatchdog: () => this.#watchdogSeen() });
    this.#senders = new Map(
      kinds.map(({ channel, kind }) => [
        channel.id,
        new ChannelSender({ ...parts, config: channel, kind, mask, fallBack: this.#fallBack(channel, mask) }),
      ]),
    );
    this.#sweep();
  }

  get watchdogSeenAt(): number | undefined {
    return this.#deadMan?.seenAt;
  }

  /** Something new waits for a channel. */
  ring(channel: string): void {
    this.#senders.get(channel)?.ring();
  }

  /** Send a dead letter after all. */
  async retry(entry: OutboxEntry): Promise<void> {
    if (!this.#senders.has(entry.channel)) {
      throw new GlassgateError('INVALID_REQUEST', `There is no channel '${entry.channel}' any more.`);
    }
    const { outbox, store, clock } = this.#parts;
    const now = clock.now();
    const fresh = { ...entry, attempts: 0, nextAt: now, expiresAt: now + this.#lifetimeMs };
    outbox.store([fresh]);
    outbox.add([fresh]);
    await store.committed();
  }

  async close(): Promise<void> {
    this.#forget();
    this.#deadMan?.close();
    this.intake.close();
    await Promise.all([...this.#senders.values()].map((sender) => sender.close()));
  }

  get #lifetimeMs(): number {
    return this.config.retry_hours * 3_600_000;
  }

  #fallBack({ id, fallback_channel: to = '' }: ChannelConfig, mask: Mask) {
    return (entry: OutboxEntry, reason: string): void => {
      const note = mask.head(`Channel '${id}' does not take it: ${reason}.`, 300);
      this.#parts.outbox.fellBack(entry, to);
      this.#submit({ ...entry.message, note }, { channels: [to], fallbackOf: id });
    };
  }

  // Nobody waits for an answer here, and the database may be what is broken.
  #submit(
    message: AlertMessage,
    { channels, ...origin }: { readonly channels: readonly string[]; readonly fallbackOf?: string },
  ): void {
    const { clock, outbox } = this.#parts;
    const common = { message, now: clock.now(), lifetimeMs: this.#lifetimeMs, ...origin };
    const entries = channels.map((channel) => newEntry({ ...common, channel }));
    outbox.store(entries);
    outbox.add(entries);
  }

  #watch(): DeadMan | undefined {
    const { dead_man: config } = this.config;
    if (config === undefined) return undefined;
    return new DeadMan({
      ...this.#parts,
      config,
      lastSeenAt: this.#parts.watchdogSeenAt,
      raise: (message) => this.#submit(message, { channels: config.channels }),
      // The instrumentation of HTTP would write the URL, a secret, into a child of the span of the webhook.
      ping: (url) => context.with(ROOT_CONTEXT, () => ping(url)),
    });
  }

  #watchdogSeen(): void {
    const { store, clock } = this.#parts;
    const row = { id: watchdogId, seen_json: '[]', updated_at: instant(clock.now()) };
    store.table(groupsTable).put(row);
    this.#deadMan?.seen();
  }

  #buryHomeless(): void {
    const { outbox, log } = this.#parts;
    for (const channel of outbox.channels) {
      if (this.config.channels.some(({ id }) => id === channel)) continue;
      const entries = outbox.waitingFor(channel);
      outbox.bury(entries, 'The channel is not in the configuration any more.');
      log.error(
        { event: 'alert.given_up', channel, messages: entries.length },
        'alerts of a removed channel given up',
      );
    }
  }

  #sweep(): void {
    const { clock, outbox, recent, log } = this.#parts;
    const before = clock.now() - this.config.keep_days * dayMs;
    Promise.all([outbox.sweep(before), recent.sweep(before)]).catch((err: unknown) =>
      log.warn({ event: 'alert.sweep_failed', err }, 'old alerts cannot be forgotten'),
    );
    this.#forget = clock.after(sweepMs, () => this.#sweep());
  }
}

async function ping(url: string): Promise<void> {
  const signal = AbortSignal.timeout(pingTimeoutMs);
  await post({ method: 'GET', url, headers: {}, body: '' }, { signal, allowLinkLocal: false });
}
