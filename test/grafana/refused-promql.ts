import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { dump } from 'js-yaml';

/** The expressions that the parser of Prometheus does not understand. */
export async function refusedPromql(exprs: readonly string[]): Promise<Set<string>> {
  await using dir = await makeTempDir();
  const refused = new Set<string>();
  const check = async (some: readonly string[]) => {
    if (some.length === 0 || (await areUnderstood(dir.path, some))) return;
    const [first = '', ...others] = some;
    if (others.length === 0) {
      refused.add(first);
      return;
    }
    const half = Math.ceil(some.length / 2);
    await check(some.slice(0, half));
    await check(some.slice(half));
  };
  await check([...new Set(exprs)]);
  return refused;
}

/** As the expressions of recording rules: promtool reads those without a server. */
async function areUnderstood(dir: string, exprs: readonly string[]): Promise<boolean> {
  const rules = exprs.map((expr, index) => ({ record: `q:${index}`, expr: withValues(expr) }));
  const path = join(dir, 'rules.yml');
  await writeFile(path, dump({ groups: [{ name: 'queries', rules }] }));
  const { status, error } = spawnSync('promtool', ['check', 'rules', '--lint=none', path]);
  if (error !== undefined) throw error;
  return status === 0;
}

function withValues(expr: string): string {
  return expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, 'x');
}
