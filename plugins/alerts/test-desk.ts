import { createRedactor, type MetricFactory } from 'glassgate/plugin-api';
import { openTestStore } from 'glassgate/testing';
import { pino } from 'pino';
import { AlertDesk } from './alert-desk.ts';
import { type AlertsConfig, alertsConfig } from './config.ts';
import { alertMetrics } from './metrics.ts';
import { groupsTable, type OutboxRow, outboxTable } from './tables.ts';
import { createTestClock, type TestClock } from './test-alerts.ts';

export const routes = [{ channels: ['hook'] }];
export const hook = (url: string, more: object = {}) => ({ id: 'hook', type: 'webhook', url, ...more });

/** The configuration as it comes out of config.yaml. */
export function configOf(alerts: object): AlertsConfig {
  const parsed = alertsConfig.parse({ alerts }).alerts;
  if (!parsed) throw new TypeError('The test gave no configuration.');
  return parsed;
}

/** Counts what the plugin counts: `name{label values}` to number. */
function createTestMetrics() {
  const counts = new Map<string, number>();
  const add = (name: string, labels: object, by: number) => {
    const key = `${name}{${Object.values(labels).join(',')}}`;
    counts.set(key, (counts.get(key) ?? 0) + by);
  };
  const factory = {
    declare: (catalog: Readonly<Record<string, { readonly name: string }>>) =>
      Object.fromEntries(
        Object.entries(catalog).map(([key, { name }]) => [
          key,
          {
            increment: (labels: object, by = 1) => add(name, labels, by),
            observe: (labels: object) => add(name, labels, 1),
          },
        ]),
      ),
  } as unknown as MetricFactory;
  return { counts, metrics: factory.declare(alertMetrics) };
}

export interface TestDesk extends AsyncDisposable {
  readonly desk: AlertDesk;
  readonly clock: TestClock;
  readonly counts: ReadonlyMap<string, number>;
  readonly logLines: readonly string[];
  /** A webhook to this receiver. */
  post(body: unknown, receiver?: string): ReturnType<AlertDesk['running']['intake']['accept']>;
  apply(alerts: object | undefined): Promise<void>;
  rows(): Promise<OutboxRow[]>;
}

interface DeskOptions {
  readonly clock?: TestClock;
  /** The store of another desk: a process that comes after it. */
  readonly store?: Awaited<ReturnType<typeof openTestStore>>['store'];
}

/** The plugin without a gateway: a real database, real sockets, a clock that is turned by hand. */
export async function openDesk(alerts: object, options: DeskOptions = {}): Promise<TestDesk> {
  await using opened = new AsyncDisposableStack();
  const store = options.store ?? opened.use(await openTestStore(outboxTable, groupsTable)).store;
  const { clock = createTestClock() } = options;
  const { counts, metrics } = createTestMetrics();
  const logLines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => logLines.push(line) });
  const desk = new AlertDesk({ store, log, metrics, clock, redact: createRedactor() });
  opened.defer(() => desk.close());
  const apply = async (config: object | undefined) =>
    (await desk.prepare(config === undefined ? undefined : configOf(config)))();
  await apply(alerts);
  const running = opened.move();
  return {
    desk,
    clock,
    counts,
    logLines,
    apply,
    post: (body, receiver = 'ops') => desk.running.intake.accept(receiver, body),
    rows: async () => {
      await store.committed();
      return store.table(outboxTable).find({ order: [['id', 'asc']] });
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Resolves when every row is in one of these states. */
export async function settled(desk: TestDesk, states: readonly string[] = ['sent', 'dead']) {
  for (let round = 0; round < 500; round += 1) {
    const rows = await desk.rows();
    if (rows.length > 0 && rows.every(({ state }) => states.includes(state))) return rows;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`Some rows never settled: ${JSON.stringify(await desk.rows())}`);
}

/** Resolves when the attempt after this many has been recorded. */
export async function attempted(desk: TestDesk, attempts: number) {
  for (let round = 0; round < 2_000; round += 1) {
    const rows = await desk.rows();
    if (rows.some((row) => row.channel === 'hook' && row.attempts >= attempts)) return rows;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`There was no attempt ${attempts}.`);
}
