import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { type SetupContext, type Store, TokenBucket } from 'glassgate/plugin-api';
import { Alarm } from './alarm.ts';
import { type AttemptParts, attempt } from './attempt.ts';
import { backoffMs } from './backoff.ts';
import type { Verdict } from './channel.ts';
import { ChannelHealth } from './channel-health.ts';
import { chooseStep, type Step } from './choose-step.ts';
import type { Clock } from './clock.ts';
import type { Outbox } from './outbox.ts';
import type { OutboxEntry } from './outbox-entry.ts';

const longestBackoffMs = 300_000;
const stormMs = 60_000;
const failuresUntilFallback = 3;
/** A message on its way gets so long when the gateway stops. */
const graceMs = 3_000;
const mistakePauseMs = 60_000;

export interface SenderParts extends Omit<AttemptParts, 'now'> {
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly store: Store;
  readonly log: SetupContext<unknown>['log'];
  /** Sends a message that is critical another way as well. */
  readonly fallBack: (entry: OutboxEntry, reason: string) => void;
}

/** The one worker of a channel: sends what waits for it, at its pace, whatever happens to other channels. */
export class ChannelSender {
  readonly #parts: SenderParts;
  readonly #bucket: TokenBucket;
  readonly #health: ChannelHealth;
  readonly #alarm: Alarm;
  readonly #giveUp = new AbortController();
  #isClosing = false;
  #stormUntil = 0;
  #nextInStormAt = 0;
  readonly #ended: Promise<void>;

  constructor(parts: SenderParts) {
    const { config, clock } = parts;
    this.#parts = parts;
    this.#bucket = new TokenBucket({
      ratePerMinute: config.rate_per_second * 60,
      capacity: config.burst,
      now: () => clock.now(),
    });
    this.#health = new ChannelHealth(clock);
    this.#alarm = new Alarm(clock);
    // A reload happens inside a request, which nothing that is sent later belongs to.
    this.#ended = context.with(ROOT_CONTEXT, () => this.#work());
  }

  /** Something new waits. */
  ring(): void {
    this.#alarm.ring();
  }

  /** No message is begun any more; one on its way is waited for a little while. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#alarm.ring();
    const timer = setTimeout(() => this.#giveUp.abort(), graceMs);
    await this.#ended;
    clearTimeout(timer);
  }

  async #work(): Promise<void> {
    while (!this.#isClosing) {
      try {
        const step = this.#next();
        if (step.kind === 'wait') await this.#alarm.wait(step.until);
        else await this.#send(step);
      } catch (err) {
        // A mistake of ours must not silence the channel.
        this.#parts.log.error(
          { event: 'alert.sender_failed', err, channel: this.#parts.config.id },
          'alert sender failed',
        );
        await this.#alarm.wait(this.#parts.clock.now() + mistakePauseMs);
      }
    }
  }

  #next(): Step {
    const { outbox, config, clock } = this.#parts;
    const now = clock.now();
    const waiting = outbox.waitingFor(config.id);
    const old = waiting.filter(({ expiresAt, attempts }) => attempts > 0 && expiresAt <= now);
    if (old.length > 0) this.#bury(old, 'It could not be sent in time.');
    return chooseStep(
      waiting.filter((entry) => !old.includes(entry)),
      {
        now,
        tokens: this.#bucket.available,
        tokenAt: now + Math.ceil(this.#bucket.waitMs()),
        burst: config.burst,
        pausedUntil: this.#health.pausedUntil,
        probeAt: this.#health.probeAt,
        stormUntil: this.#stormUntil,
        nextInStormAt: this.#nextInStormAt,
      },
    );
  }

  async #send({ message, entries }: Extract<Step, { kind: 'send' }>): Promise<void> {
    const { outbox, clock, config, store } = this.#parts;
    outbox.take(entries);
    this.#bucket.take();
    const now = clock.now();
    const groups = new Set(entries.map((entry) => entry.message.group));
    if (groups.size > 1) this.#stormUntil = now + stormMs;
    this.#nextInStormAt = now + config.digest_seconds * 1000;
    const verdict = await attempt(message, { ...this.#parts, now: () => clock.now() }, this.#giveUp.signal);
    if (verdict.kind === 'ok') {
      outbox.sent(entries, message.key);
      if (this.#health.worked()) outbox.hurry(config.id);
    } else if (this.#giveUp.signal.aborted) {
      outbox.release(entries);
    } else {
      this.#failed(entries, verdict);
    }
    // A kill from here on costs no message twice. Without a database the messages go out all the same.
    await store.committed().catch(() => undefined);
  }

  #failed(entries: readonly OutboxEntry[], verdict: Exclude<Verdict, { kind: 'ok' }>): void {
    const { outbox, clock, log, config } = this.#parts;
    const { reason } = verdict;
    if (verdict.kind === 'refused') {
      for (const entry of entries) this.#mayFallBack(entry, reason);
      this.#bury(
        entries.map((entry) => ({ ...entry, attempts: entry.attempts + 1 })),
        reason,
      );
      return;
    }
    const random = () => clock.random();
    const waitMs = (failures: number) =>
      Math.max(backoffMs(failures, { maxMs: longestBackoffMs, random }), verdict.retryAfterMs ?? 0);
    const now = clock.now();
    const failed = outbox.failed(entries, { reason, nextAt: ({ attempts }) => now + waitMs(attempts + 1) });
    this.#health.failed(verdict.retryAfterMs);
    log.warn(
      { event: 'alert.delayed', channel: config.id, messages: entries.length, reason },
      'alert not sent, will be tried again',
    );
    for (const entry of failed) {
      if (entry.attempts >= failuresUntilFallback) this.#mayFallBack(entry, reason);
    }
  }

  #mayFallBack(entry: OutboxEntry, reason: string): void {
    const isFor =
      entry.message.severity === 'critical' && entry.fallbackOf === null && entry.fallbackTo === null;
    if (isFor && this.#parts.config.fallback_channel !== undefined) this.#parts.fallBack(entry, reason);
  }

  #bury(entries: readonly OutboxEntry[], reason: string): void {
    const { outbox, config, log } = this.#parts;
    outbox.bury(entries, reason);
    const ids = entries.slice(0, 20).map(({ id }) => id);
    log.error(
      { event: 'alert.given_up', channel: config.id, messages: entries.length, ids, reason },
      'alert given up',
    );
  }
}
