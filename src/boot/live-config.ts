import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Logger } from 'pino';
import { BootError } from '../kernel/boot-error.ts';
import type { LoadedPlugin } from '../kernel/chain-link.ts';
import { reloadPlugins } from '../kernel/reload-plugins.ts';
import { explainFailure } from './explain-failure.ts';
import { type GatewayPlan, planGateway } from './plan-gateway.ts';

/** How the last reload went. */
export interface ConfigState {
  readonly isCurrent: boolean;
  /** Every problem with file, line and key; undefined while the file in force is the one on disk. */
  readonly problem: string | undefined;
  /** When the configuration in force was loaded. */
  readonly loadedAt: Date;
}

/** What made the gateway read its file again. */
export type ReloadTrigger = 'file' | 'signal' | 'request';

export interface LiveConfigOptions {
  readonly plan: GatewayPlan;
  readonly loaded: readonly LoadedPlugin[];
  readonly log: Logger;
  /** The environment sets the log level, which wins over the file. */
  readonly isLevelFixed: boolean;
  /** Told of a configuration that is about to be put in force. */
  readonly beforeChange?: (fresh: GatewayPlan) => void;
  readonly onResult: (state: ConfigState) => void;
}

/** Editors write a file in several steps; this long after the last one it is read. */
const settleMs = 150;

/**
 * Keeps the gateway on the configuration of its file. A file with mistakes changes nothing: the former
 * configuration stays in force, and log, metric and `/health` say what is wrong.
 */
export class LiveConfig implements Disposable {
  readonly #options: LiveConfigOptions;
  readonly #stopWatching: () => void;
  #state: ConfigState = { isCurrent: true, problem: undefined, loadedAt: new Date() };
  #last: Promise<unknown> = Promise.resolve();
  #settling: NodeJS.Timeout | undefined;

  constructor(options: LiveConfigOptions) {
    this.#options = options;
    this.#stopWatching = this.#watchIfPossible();
    options.onResult(this.#state);
  }

  get state(): ConfigState {
    return this.#state;
  }

  /** Read the file again and put it in force. Reloads run one after another. */
  reload(trigger: ReloadTrigger): Promise<ConfigState> {
    const next = this.#last.then(() => this.#reloadNow(trigger));
    this.#last = next.catch(() => undefined);
    return next;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#settling);
    this.#stopWatching();
  }

  async #reloadNow(trigger: string): Promise<ConfigState> {
    const { plan, loaded, log } = this.#options;
    try {
      const fresh = await planGateway(plan.document.path, plan.env);
      refuseOtherPlugins(plan, fresh);
      refuseEmptyFile(plan, fresh);
      this.#options.beforeChange?.(fresh);
      await reloadPlugins(loaded, fresh.configs);
      this.#setLevel(fresh);
      this.#state = { isCurrent: true, problem: undefined, loadedAt: new Date() };
      log.info({ event: 'config.loaded', trigger }, 'configuration reloaded');
    } catch (error) {
      const problem = explainFailure(error);
      this.#state = { ...this.#state, isCurrent: false, problem };
      log.error(
        { event: 'config.reload_failed', trigger, problem },
        'configuration not reloaded, the former one stays in force',
      );
    }
    this.#options.onResult(this.#state);
    return this.#state;
  }

  #setLevel({ core }: GatewayPlan): void {
    const { isLevelFixed, loaded, log } = this.#options;
    if (isLevelFixed) return;
    // A child logger keeps the level it was born with.
    for (const logger of [log, ...loaded.flatMap((plugin) => plugin.log ?? [])]) {
      logger.level = core.log.level ?? 'info';
    }
  }

  // Without a watch there is still SIGHUP and the route, so a full inotify table is no reason not to start.
  #watchIfPossible(): () => void {
    try {
      return this.#watch();
    } catch (err) {
      this.#options.log.warn({ event: 'config.watch_failed', err }, 'config file cannot be watched');
      return () => undefined;
    }
  }

  #watch(): () => void {
    const { path } = this.#options.plan.document;
    // The folder, not the file: editors and config maps replace the file, and a watch would stay on the old one.
    const watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
      // A mounted config map changes through a link beside the file, so an unknown name counts too.
      if (name !== null && name !== basename(path) && !name.startsWith('..')) return;
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => void this.reload('file'), settleMs).unref();
    });
    watcher.on('error', (err) =>
      this.#options.log.warn({ event: 'config.watch_failed', err }, 'config file is no longer watched'),
    );
    return () => watcher.close();
  }
}

function refuseOtherPlugins(plan: GatewayPlan, fresh: GatewayPlan): void {
  const names = ({ plugins }: GatewayPlan) =>
    plugins.map(({ spec, chains }) => `${chains.join('+')}/${spec.name}`).join(' ');
  if (names(plan) === names(fresh)) return;
  throw new BootError(["The list 'plugins' cannot change while the gateway runs; restart it."]);
}

// Whoever writes a file without a rename empties it first: that moment is no wish to lose every container.
function refuseEmptyFile(plan: GatewayPlan, fresh: GatewayPlan): void {
  const isEmpty = ({ document }: GatewayPlan) => Object.keys(document.root).length === 0;
  if (!isEmpty(fresh) || isEmpty(plan)) return;
  throw new BootError([`${fresh.document.path}: The config file is empty.`]);
}
