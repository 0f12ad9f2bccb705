import { pino } from 'pino';
import { defineChain } from '../plugin-api/chain.ts';
import type { AnyPlugin, SetupContext } from '../plugin-api/plugin.ts';
import { createRedactor } from '../plugin-api/redaction/public.ts';
import { defineService } from '../plugin-api/service.ts';
import { solveChain } from '../plugin-api/solve/slots.ts';
import type { CallContext } from '../plugin-api/stage.ts';
import { ObserverHub } from './observer-hub.ts';
import { ServiceRegistry } from './service-registry.ts';
import { closePlugins, type SetupOptions, setupPlugins } from './setup-plugins.ts';
import { recordInstruments } from './test-run.ts';

const clock = defineService<() => number>('clock');
const opens = [solveChain];
const answering = { stage: async () => ({ text: 'done', raw: [] }) };

function plugin(name: string, setup: AnyPlugin['setup'], spec: Partial<AnyPlugin> = {}) {
  return { spec: { name, setup, ...spec }, chains: ['solve'] };
}

function refuse(): never {
  throw new TypeError('These tests send, store and measure nothing.');
}

/** Set up plugins; `closed` lists the ones closed again, in order. */
function setUp(plugins: readonly ReturnType<typeof plugin>[], changes: Partial<SetupOptions> = {}) {
  const { instruments, observerErrors } = recordInstruments();
  const options: SetupOptions = {
    configs: new Map(),
    baseDir: '/etc/glassgate',
    log: pino({ level: 'silent' }),
    exchange: refuse,
    store: { location: 'none', table: refuse, query: refuse, committed: refuse },
    redact: createRedactor(),
    instruments,
    observers: new ObserverHub(instruments),
    services: new ServiceRegistry(),
    metricsFor: () => ({ declare: refuse, retain: refuse }),
    ...changes,
  };
  return { options, observerErrors, loaded: setupPlugins(plugins, options) };
}

function problemsOf(plugins: readonly ReturnType<typeof plugin>[]): Promise<unknown> {
  return setUp(plugins).loaded.then(
    () => [],
    (error: { problems: unknown }) => error.problems,
  );
}

describe('setupPlugins', () => {
  it('hands each plugin its own config, and {} when it has none', async () => {
    const seen: unknown[] = [];
    const look = ({ config, baseDir }: SetupContext<unknown>) => {
      seen.push([config, baseDir]);
      return answering;
    };
    const configs = new Map([['solve', { deadline: 1 }]]);
    await setUp([plugin('solve', look, { opens }), plugin('end', look)], { configs }).loaded;
    expect(seen).toEqual([
      [{ deadline: 1 }, '/etc/glassgate'],
      [{}, '/etc/glassgate'],
    ]);
  });

  it('lets plugins use services of plugins that come later', async () => {
    let read: (() => () => number) | undefined;
    await setUp([
      plugin('user', ({ use }) => {
        read = use(clock);
        expect(read).toThrow("Plugin 'user' asked for 'clock' before all plugins were set up.");
        return {};
      }),
      plugin('giver', ({ provide }) => {
        provide(clock, () => 7);
        return {};
      }),
    ]).loaded;
    expect(read?.()()).toBe(7);
  });

  it('reports services that nobody or everybody offers, all of them', async () => {
    const give = ({ provide }: SetupContext<unknown>) => {
      provide(clock, () => 7);
      return {};
    };
    const ask = (id: string) => (context: SetupContext<unknown>) => {
      context.use(defineService(id));
      return {};
    };
    expect(
      await problemsOf([
        plugin('first', give),
        plugin('second', give),
        plugin('asks', ask('weather')),
        plugin('asks-too', ask('tides')),
      ]),
    ).toEqual([
      "Plugins 'first' and 'second' both offer 'clock'.",
      "Plugin 'asks' uses 'weather', but no plugin offers it.",
      "Plugin 'asks-too' uses 'tides', but no plugin offers it.",
    ]);
  });

  it('closes those already set up, in reverse, when one fails; a failing close stops nobody', async () => {
    const closed: string[] = [];
    const closing = (name: string) =>
      plugin(name, () => ({
        close: () => {
          closed.push(name);
          if (name === 'second') throw new Error('stuck');
        },
      }));
    const broken = plugin('broken', () => Promise.reject(new Error('no licence')));
    expect(await problemsOf([closing('first'), closing('second'), closing('third'), broken])).toEqual([
      "Plugin 'broken' failed in setup: no licence",
    ]);
    expect(closed).toEqual(['third', 'second', 'first']);
  });

  it('does not wait for ever, and names the plugin', async () => {
    const never = plugin('never', () => new Promise<never>(() => undefined));
    await expect(setUp([never], { setupLimitMs: 10 }).loaded).rejects.toMatchObject({
      problems: ["Plugin 'never' did not finish its setup within 0.01 s."],
    });
  });

  it('runs one stage in several chains, after one setup', async () => {
    const batch = defineChain({ chain: 'batch', fills: {}, answer: solveChain.answer });
    const run = { requestId: 'r1', signal: new AbortController().signal, arrivedAt: 0, deadlineMs: 1000 };
    const runs: (() => Promise<unknown>)[] = [];
    const opener = plugin(
      'solve',
      ({ chain }) => {
        runs.push(
          () => chain(solveChain)({ ...run, values: { request: null as never } }).answer,
          () => chain(batch)({ ...run, values: {} }).answer,
        );
        return {};
      },
      { opens: [solveChain, batch] },
    );
    const setups: string[] = [];
    const stages: string[] = [];
    const both = plugin('both', () => {
      setups.push('both');
      return { stage: async (call: CallContext) => stages.push(call.chain) };
    });
    await setUp([opener, { ...both, chains: ['solve', 'batch'] }]).loaded;
    for (const start of runs) await start();
    expect([setups, stages]).toEqual([['both'], ['solve', 'batch']]);
  });

  it('refuses a chain without stages and a stage in a chain that nobody starts', async () => {
    expect(await problemsOf([plugin('solve', () => ({}), { opens })])).toEqual([
      "Chain 'solve' is started but has no stages.",
    ]);
    expect(await problemsOf([plugin('end', () => answering)])).toEqual([
      "Plugin 'end' is in chain 'solve', which no plugin starts.",
    ]);
  });

  it('starts runs of the chains that a plugin opens, once all are set up', async () => {
    const options = {
      requestId: 'r1',
      values: { request: null as never },
      signal: new AbortController().signal,
      arrivedAt: 0,
      deadlineMs: 1_000,
    };
    let answer: (() => Promise<unknown>) | undefined;
    const { loaded } = setUp([
      plugin(
        'solve',
        ({ chain }) => {
          const start = chain(solveChain);
          expect(() => start(options)).toThrow("Chain 'solve' is not ready or not listed in 'opens'.");
          answer = () => start(options).answer;
          return {};
        },
        { opens },
      ),
      plugin('end', () => answering),
    ]);
    await loaded;
    await expect(answer?.()).resolves.toEqual({ text: 'done', raw: [] });
  });

  it('tells events to the observers of every plugin', async () => {
    const seen: unknown[] = [];
    const watcher = plugin('watcher', () => ({ observe: { runEnded: (event) => seen.push(event) } }));
    const { options, loaded } = setUp([watcher]);
    await loaded;
    const event = { totalMs: 1 } as never;
    options.observers.tell('runEnded', event);
    expect(seen).toEqual([event]);
  });
});

describe('closePlugins', () => {
  it('logs the plugin that fails to close', async () => {
    const lines: string[] = [];
    const { loaded } = setUp([plugin('sticky', () => ({ close: () => Promise.reject(new Error('stuck')) }))]);
    await closePlugins(await loaded, pino({}, { write: (line) => void lines.push(line) }));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ plugin: 'sticky', msg: 'plugin failed to close' });
  });
});
