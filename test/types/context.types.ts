// Checked by tsc, never run: each @ts-expect-error must hide exactly one error.
import {
  defineChain,
  defineMetrics,
  defineNote,
  definePlugin,
  defineService,
  defineSlot,
  defineTable,
  GlassgateError,
  openSets,
  slots,
  solveAnswer,
  solveChain,
} from 'glassgate/plugin-api';

const tokens = defineNote<number>('tokens');
const clock = defineService<() => number>('clock');
const words = defineTable<{ readonly word: string; readonly count: number }>({
  name: 'words',
  columns: { word: { type: 'text', primaryKey: true }, count: { type: 'integer' } },
  indexes: [['count']],
});

const wordMetrics = defineMetrics({
  seen: {
    type: 'counter',
    name: 'seen_total',
    help: 'Words seen.',
    unit: 'words',
    moves: 'With every word.',
    labels: { kind: ['long', 'short'], container: openSets.containers },
  },
  plain: { type: 'counter', name: 'plain_total', help: 'Without labels.', unit: 'words', moves: 'Never.' },
  taken: {
    type: 'histogram',
    name: 'taken_seconds',
    help: 'Time taken.',
    unit: 'seconds',
    moves: 'With every word.',
    buckets: [1],
  },
});

export const usesTheContext = definePlugin({
  name: 'uses-the-context',
  tables: [words],
  metrics: wordMetrics,
  opens: [solveChain],
  setup: ({ metrics, store, provide, use, chain }) => {
    const { seen, plain, taken } = metrics.declare(wordMetrics);
    seen.increment({ kind: 'long', container: 'c1' });
    // @ts-expect-error the label is called kind
    seen.increment({ type: 'long', container: 'c1' });
    // @ts-expect-error a closed set is closed
    seen.increment({ kind: 'middling', container: 'c1' });
    // @ts-expect-error a declared label must be given
    seen.increment({ kind: 'long' });
    // @ts-expect-error a counter is not observed
    seen.observe({ kind: 'long', container: 'c1' }, 1);
    taken.observe({}, 0.5);

    plain.increment({});
    // @ts-expect-error there are no labels
    plain.increment({ kind: 'long' });

    const repository = store.table(words);
    repository.put({ word: 'hi', count: 1 });
    // @ts-expect-error a row has all columns
    repository.put({ word: 'hi' });
    // @ts-expect-error a count is a number
    repository.change('hi', { count: 'one' });
    // @ts-expect-error there is no such column
    void repository.find({ where: { length: 2 } });

    provide(clock, () => 7);
    // @ts-expect-error a clock is a function
    provide(clock, 7);
    const time: () => number = use(clock)();

    const start = chain(solveChain);
    const rest = { requestId: 'r1', signal: AbortSignal.abort(), arrivedAt: 0, deadlineMs: time() };
    // @ts-expect-error the chain is started with a request
    void (() => start({ ...rest, values: {} }));

    return {
      stage: (call, next) => {
        call.note(tokens, 7);
        // @ts-expect-error tokens are counted in numbers
        call.note(tokens, 'seven');
        const latest: number | undefined = call.journal.latest(tokens);
        // @ts-expect-error a decision says what was considered
        call.decide({ subject: 'word', chosen: String(latest), reason: 'any' });
        return next();
      },
    };
  },
});

export const knownCode = new GlassgateError('PROFILE_BUSY', 'A sentence.', { retryable: false });
// @ts-expect-error codes come from the table
export const inventedCode = new GlassgateError('OUT_OF_COFFEE', 'A sentence.');
// @ts-expect-error nobody may call an error retryable whose code is not
export const bravelyRetryable = new GlassgateError('UPSTREAM_ERROR', 'A sentence.', { retryable: true });

export const ownChain = defineChain({
  chain: 'words',
  fills: { word: defineSlot<string>('word') },
  answer: solveAnswer,
});

// @ts-expect-error a chain says what its stages answer
export const mute = defineChain({ chain: 'mute', fills: { request: slots.solveRequest } });

export const halfTable = defineTable<{ readonly a: string; readonly b: string }>({
  name: 'half',
  // @ts-expect-error the columns are those of the row
  columns: { a: { type: 'text' } },
  indexes: [],
});

export const oddIndex = defineTable<{ readonly a: string }>({
  name: 'odd',
  columns: { a: { type: 'text' } },
  // @ts-expect-error an index names columns
  indexes: [['b']],
});
