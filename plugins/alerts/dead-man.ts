import { createHash } from 'node:crypto';
import type { SetupContext } from 'glassgate/plugin-api';
import type { AlertMessage } from './alert-message.ts';
import type { Clock } from './clock.ts';
import type { DeadManConfig } from './config.ts';
import { durationText } from './describe.ts';

interface DeadManParts {
  readonly config: DeadManConfig;
  readonly clock: Clock;
  readonly log: SetupContext<unknown>['log'];
  /** When the alert that always fires was received last; undefined when it never was. */
  readonly lastSeenAt: number | undefined;
  readonly raise: (message: AlertMessage, channels: readonly string[]) => void;
  readonly ping: (url: string) => Promise<void>;
}

/** Raises an alert of its own when the one that always fires stays away: the way of alerts is broken then. */
export class DeadMan {
  readonly #parts: DeadManParts;
  #seenAt: number;
  #deadline: number;
  #missingSince: number | undefined;
  #forget: () => void = () => {};

  constructor(parts: DeadManParts) {
    const { config, clock, lastSeenAt } = parts;
    const now = clock.now();
    this.#parts = parts;
    this.#seenAt = Math.min(lastSeenAt ?? now, now);
    // After a pause of the gateway Alertmanager gets the time to send the next one.
    this.#deadline = Math.max(this.#seenAt + this.#limitMs, now + 2_000 * config.interval_seconds);
    if (lastSeenAt === undefined) this.#deadline = now + this.#limitMs;
    this.#arm();
  }

  get seenAt(): number {
    return this.#seenAt;
  }

  seen(): void {
    const { clock, config } = this.#parts;
    const now = clock.now();
    if (this.#missingSince !== undefined) this.#tell('resolved', now);
    this.#missingSince = undefined;
    this.#seenAt = now;
    this.#deadline = now + this.#limitMs;
    this.#arm();
    if (config.ping_url !== undefined) void this.#ping(config.ping_url);
  }

  close(): void {
    this.#forget();
  }

  get #limitMs(): number {
    const { interval_seconds: seconds, missed } = this.#parts.config;
    return seconds * 1000 * missed;
  }

  #arm(): void {
    const { clock } = this.#parts;
    this.#forget();
    this.#forget = clock.after(this.#deadline - clock.now(), () => {
      this.#missingSince = this.#seenAt;
      this.#tell('firing', clock.now());
    });
  }

  #tell(status: AlertMessage['status'], now: number): void {
    const { config, raise, log } = this.#parts;
    const away = durationText(now - this.#seenAt);
    log.error({ event: 'alert.dead_man', alertname: config.alertname, away, status }, 'dead man switch');
    raise(
      messageOf({ status, alertname: config.alertname, away, startedAt: this.#seenAt, now }),
      config.channels,
    );
  }

  async #ping(url: string): Promise<void> {
    try {
      await this.#parts.ping(url);
    } catch {
      // The error may repeat the URL, and the URL is a secret.
      this.#parts.log.warn({ event: 'alert.ping_failed' }, 'dead man ping failed');
    }
  }
}

interface Told {
  readonly status: AlertMessage['status'];
  readonly alertname: string;
  readonly away: string;
  readonly startedAt: number;
  readonly now: number;
}

function messageOf({ status, alertname, away, startedAt, now }: Told): AlertMessage {
  const key = createHash('sha256').update(`${alertname} ${status} ${now}`).digest('hex').slice(0, 12);
  const summary =
    status === 'firing'
      ? `'${alertname}' was not received for ${away}. Prometheus, Alertmanager or the way from there is broken, and other alerts may not arrive.`
      : `'${alertname}' arrives again. It was away for ${away}.`;
  const [firing, resolved] = status === 'firing' ? [1, 0] : [0, 1];
  const line = {
    name: 'AlertingPathBroken',
    status,
    severity: 'critical' as const,
    summary,
    description: '',
    labels: [],
    startedAt: new Date(startedAt).toISOString(),
    endedAt: status === 'resolved' ? new Date(now).toISOString() : null,
    links: [],
  };
  return {
    key,
    group: 'dead-man',
    receiver: 'glassgate',
    status,
    severity: 'critical',
    title: line.name,
    summary: '',
    alerts: [line],
    firing,
    resolved,
    hidden: 0,
    links: [],
    note: '',
  };
}
