import type { ApplyConfig } from '../plugin-api/plugin.ts';
import { BootError } from './boot-error.ts';
import type { LoadedPlugin } from './chain-link.ts';
import { withinLimit } from './setup-limit.ts';

const prepareLimitMs = 10_000;

/**
 * Give every plugin its new configuration: first all prepare what may fail, then all switch in one turn of
 * the event loop, so that no request sees one plugin on the new and another on the old configuration.
 */
export async function reloadPlugins(
  loaded: readonly LoadedPlugin[],
  configs: ReadonlyMap<string, unknown>,
): Promise<void> {
  const prepared = await Promise.allSettled(loaded.map((plugin) => prepare(plugin, configs)));
  const problems = prepared.flatMap((result) =>
    result.status === 'rejected' ? problemsOf(result.reason) : [],
  );
  if (problems.length > 0) throw new BootError(problems);
  for (const result of prepared) {
    if (result.status === 'fulfilled') result.value();
  }
}

async function prepare(
  { spec, parts }: LoadedPlugin,
  configs: ReadonlyMap<string, unknown>,
): Promise<ApplyConfig> {
  const work = async (): Promise<ApplyConfig> =>
    parts.reload?.(configs.get(spec.name) ?? {}) ?? (() => undefined);
  return withinLimit(work(), { plugin: spec.name, task: 'reload', limitMs: prepareLimitMs });
}

function problemsOf(reason: unknown): readonly string[] {
  return reason instanceof BootError ? reason.problems : [String(reason)];
}
