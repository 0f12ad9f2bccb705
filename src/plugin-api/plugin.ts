import type { Logger } from 'pino';
import type { ChainEntry, StartRun } from './chain.ts';
import type { Exchange } from './exchange.ts';
import type { Routes } from './http.ts';
import type { MetricCatalog, MetricFactory } from './metrics.ts';
import type { Observers } from './observers.ts';
import type { Redactor } from './redaction/create-redactor.ts';
import type { ConfigSchema, SchemaOutput } from './schema.ts';
import type { Provide, Use } from './service.ts';
import type { SlotMap, SlotValues } from './slot.ts';
import type { SpanCatalog } from './spans.ts';
import type { AnswerType, Stage } from './stage.ts';
import type { Store, Table } from './store.ts';

/** Version of this contract. It grows by one when a plugin written for the former version would break. */
export const apiVersion = 1;

/** What the core gives a plugin. */
export interface SetupContext<Config> {
  readonly config: Config;
  /** Directory of the config file: relative paths in it start there. */
  readonly baseDir: string;
  readonly log: Logger;
  readonly metrics: MetricFactory;
  readonly exchange: Exchange;
  readonly store: Store;
  /**
   * Takes secrets out of what leaves the gateway; it knows those of the configuration in force. The log, spans,
   * labels, rows and JSON answers pass it anyway: use it for what else the plugin writes or sends.
   */
  readonly redact: Redactor;
  readonly provide: Provide;
  readonly use: Use;
  /** Start runs of a chain that this plugin lists under `opens`. */
  chain<M extends SlotMap, A>(entry: ChainEntry<M, A>): StartRun<M, A>;
}

/** Puts a prepared configuration in force: synchronous, and must not fail. */
export type ApplyConfig = () => void;

/** Something in a valid configuration that is hardly meant. */
export interface ConfigDoubt {
  /** From the top of the file. */
  readonly path: readonly (string | number)[];
  /** A sentence. */
  readonly message: string;
}

/** What else is known when a plugin looks at its configuration once more. */
export interface ConfigSurroundings {
  /** Directory of the config file: relative paths in it start there. */
  readonly baseDir: string;
  /** The whole file, not validated: the keys of other plugins may be missing or anything. */
  readonly root: Readonly<Record<string, unknown>>;
}

/** What a plugin gives the core. Every part is optional. */
export interface PluginParts<Needs, Added, Answer, Config = unknown> {
  readonly stage?: Stage<Needs, Added, Answer>;
  readonly observe?: Observers;
  readonly routes?: Routes;
  /** Called when every plugin is set up and before the first request is accepted. */
  readonly start?: () => void | Promise<void>;
  /**
   * Takes a new, validated configuration while requests run. Do here what may fail, and return the function
   * that puts it in force; that is called only when every plugin is ready. A plugin without `reload` keeps
   * its configuration until the next start.
   */
  reload?(config: Config): ApplyConfig | Promise<ApplyConfig>;
  /**
   * For a plugin that writes where the core cannot see it, such as files: what it would write of a text. At the
   * start and every ten minutes it is given secrets, and an alarm goes off when one of them comes out.
   */
  readonly sink?: (text: string) => string;
  /** Called when the gateway is told to stop, before it waits for the requests that run. Must not fail. */
  readonly drain?: () => void;
  /** Called after the last request, in reverse order of the plugins. */
  readonly close?: () => void | Promise<void>;
}

type Parts<S extends ConfigSchema, N extends SlotMap, A extends SlotMap, R> = PluginParts<
  SlotValues<N>,
  SlotValues<A>,
  R,
  SchemaOutput<S>
>;

export interface PluginSpec<S extends ConfigSchema, N extends SlotMap, A extends SlotMap, R> {
  readonly apiVersion?: typeof apiVersion;
  /** kebab-case and unique; prefix of the plugin's metrics and name of its stage. */
  readonly name: string;
  /** The keys that the plugin owns in config.yaml. */
  readonly config?: S;
  /** What is valid but hardly meant: a warning of the check and of the start. Must not change anything. */
  doubts?(
    config: SchemaOutput<S>,
    around: ConfigSurroundings,
  ): readonly ConfigDoubt[] | Promise<readonly ConfigDoubt[]>;
  /** The chain its stage belongs to; `solve` when absent. An entry in config.yaml may name another. */
  readonly chain?: string;
  /** Chains that this plugin starts. */
  // biome-ignore lint/suspicious/noExplicitAny: an entry is open over its slots and its answer
  readonly opens?: readonly ChainEntry<any, any>[];
  readonly needs?: N;
  readonly adds?: A;
  readonly answer?: AnswerType<R>;
  /** A stage that may call next() again: one call is one attempt. */
  readonly reentrant?: boolean;
  /** Plugins that must come later in the chain, if they are there. */
  readonly before?: readonly string[];
  /** Plugins that must come earlier in the chain, if they are there. */
  readonly after?: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: a table list is open over its row types
  readonly tables?: readonly Table<any>[];
  /** Its metrics, for documentation and checks; `setup` makes them with `metrics.declare`. */
  readonly metrics?: MetricCatalog;
  /** What it writes into traces, for documentation and checks. */
  readonly spans?: SpanCatalog;
  setup(context: SetupContext<SchemaOutput<S>>): Parts<S, N, A, R> | Promise<Parts<S, N, A, R>>;
}

/** What the kernel sees once the types of one plugin no longer matter. */
// biome-ignore lint/suspicious/noExplicitAny: the kernel is the one place that erases plugin types
export type AnyPlugin = PluginSpec<ConfigSchema<any>, any, any, any>;

// biome-ignore lint/complexity/noBannedTypes: the empty slot map; Record<never, never> is {} too
type NoSlots = {};

/** Define a plugin: the default export of its `index.ts`. Checks types only; it returns its argument. */
export function definePlugin<
  S extends ConfigSchema = ConfigSchema<Record<string, never>>,
  const N extends SlotMap = NoSlots,
  const A extends SlotMap = NoSlots,
  R = unknown,
>(spec: PluginSpec<S, N, A, R>): PluginSpec<S, N, A, R> {
  return spec;
}
