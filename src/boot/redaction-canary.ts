import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { LiveRedactor } from '../plugin-api/redaction/live-redactor.ts';

/** One way in which texts leave the gateway. */
export interface Sink {
  readonly name: string;
  /** What it would write of a text. */
  readonly show: (text: string) => string;
}

export interface CanaryOptions {
  readonly sinks: readonly Sink[];
  readonly redactor: LiveRedactor;
  readonly log: Logger;
  /** 1 while every sink keeps secrets to itself, else 0. */
  readonly onResult: (isOk: 0 | 1) => void;
  readonly intervalMs?: number;
  /** A secret that the redactor was told of. */
  readonly known: string;
}

const everyTenMinutes = 600_000;
const pieceChars = 10;

/** A secret that nobody has: the canary must find it nowhere. */
export function canarySecret(): string {
  // Letters beyond hexadecimal digits, which no token goes without.
  return `Zq${randomBytes(21).toString('base64url')}`;
}

/**
 * Pushes secrets through the pipeline of every sink, at once and again every ten minutes. One that comes out is
 * an error in the log and a 0 in the metric; what came out is told to nobody.
 */
export class RedactionCanary implements Disposable {
  readonly #options: CanaryOptions;
  readonly #timer: NodeJS.Timeout;

  constructor(options: CanaryOptions) {
    this.#options = options;
    const { intervalMs = everyTenMinutes } = options;
    this.#timer = setInterval(() => this.check(), intervalMs).unref();
    this.check();
  }

  /** The names of the sinks that let a secret through. */
  check(): readonly string[] {
    const { sinks, redactor, log, onResult, known } = this.#options;
    const leaks = redactor.unwatched(() =>
      sinks.filter((sink) => isLeak(sink, known)).map(({ name }) => name),
    );
    onResult(leaks.length === 0 ? 1 : 0);
    if (leaks.length > 0)
      log.error(
        { event: 'redaction.canary_failed', sinks: leaks },
        'redaction canary failed: secrets would be written',
      );
    return leaks;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

function isLeak({ show }: Sink, known: string): boolean {
  const secret = canarySecret();
  const planted: [secret: string, text: string][] = [
    ...formsOf(secret).map((text): [string, string] => [secret, text]),
    [known, `it is ${known} today`],
    [btoa(known), btoa(known)],
  ];
  return planted.some(([hidden, text]) => {
    try {
      return pieces(hidden).some((piece) => show(text).includes(piece));
    } catch {
      // A sink that cannot write it does not show it; that it cannot is counted where it happens.
      return false;
    }
  });
}

function formsOf(secret: string): string[] {
  return [
    `cannot use socks5://canary:${secret}@127.0.0.1:1080`,
    `Authorization: Bearer ${secret}`,
    JSON.stringify({ body: JSON.stringify({ api_key: secret, n: 1 }) }),
    `https://h/cb?x=1&token=${secret}&y=2`,
    `got sk-proj-${secret} back`,
    `password=${secret}`,
  ];
}

function pieces(secret: string): string[] {
  return [secret.slice(0, pieceChars), secret.slice(-pieceChars)];
}
