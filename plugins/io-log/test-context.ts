import {
  createRedactor,
  type ExchangeEvent,
  type MetricFactory,
  type SetupContext,
} from 'glassgate/plugin-api';
import { pino } from 'pino';

export interface RecordedMetrics {
  readonly metrics: MetricFactory;
  /** The sum of a counter over all series that carry these labels. */
  total(name: string, labels?: Readonly<Record<string, string>>): number;
  /** What a gauge shows now. */
  reading(name: string): unknown;
}

export function recordMetrics(onIncrement: () => void = () => undefined): RecordedMetrics {
  const increments: { readonly name: string; readonly labels: object; readonly by: number }[] = [];
  const reads = new Map<string, () => unknown>();
  return {
    metrics: {
      declare: (catalog) => {
        const instruments = Object.entries(catalog).map(([key, { name }]) => {
          const increment = (labels: object, by = 1) => {
            increments.push({ name, labels, by });
            onIncrement();
          };
          const mirror = (read: () => unknown) => reads.set(name, read);
          return [key, { increment, mirror }] as const;
        });
        // Counters, and gauges that are read.
        return Object.fromEntries(instruments) as never;
      },
      retain: () => undefined,
    },
    reading: (name) => reads.get(name)?.(),
    total: (name, labels = {}) =>
      increments
        .filter((entry) => entry.name === name)
        .filter((entry) =>
          Object.entries(labels).every(([key, value]) => Reflect.get(entry.labels, key) === value),
        )
        .reduce((sum, entry) => sum + entry.by, 0),
  };
}

/** What the redactor of a test context was told of. */
export const knownSecret = `known-${'to-the-gateway'}`;

export interface TestContextOptions<Config> {
  readonly config: Config;
  readonly baseDir: string;
  readonly metrics: MetricFactory;
  readonly onLog?: (line: string) => void;
}

export function testContext<Config>(options: TestContextOptions<Config>): SetupContext<Config> {
  const refuse = () => {
    throw new TypeError('An observer asks the core for nothing.');
  };
  return {
    config: options.config,
    baseDir: options.baseDir,
    metrics: options.metrics,
    log: pino({ level: 'debug' }, { write: options.onLog ?? (() => undefined) }),
    exchange: refuse,
    store: { location: 'none', table: refuse, query: refuse, committed: refuse },
    redact: createRedactor({ knownSecrets: [knownSecret] }),
    provide: () => undefined,
    use: (service) => () => service.whenAbsent ?? refuse(),
    chain: refuse,
  };
}

export function exchangeEvent(changes: Partial<ExchangeEvent> = {}): ExchangeEvent {
  return {
    containerId: 'camoufox-1',
    requestId: 'r-1',
    runId: '0c6f6f0e-8f3f-4a39-b3a7-3f2f0d9f5a11',
    stage: 'upstream',
    attempt: 1,
    tryNumber: 1,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    method: 'POST',
    path: '/analyze',
    url: 'http://127.0.0.1:8001/analyze',
    startedAt: new Date('2026-11-20T18:13:42.350Z'),
    durationMs: 1234.4,
    status: 200,
    requestBody: { text: 'hello' },
    replyBody: { text: 'hi', page_url: 'https://chat.qwen.ai/c/1' },
    error: null,
    failure: null,
    isSampled: true,
    maxTries: 2,
    firstByteMs: 310.4,
    requestBytes: 812,
    replyBytes: 3456,
    ...changes,
  };
}
