import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type AnyPlugin, definePlugin } from '../plugin-api/plugin.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { formatProblem } from './config-error.ts';
import { loadConfig } from './load-config.ts';
import { unknownKeys } from './unknown-keys.ts';

async function warnings(yaml: string, plugins: readonly AnyPlugin[]): Promise<string[]> {
  await using dir = await makeTempDir();
  const path = join(dir.path, 'config.yaml');
  await writeFile(path, yaml);
  const { document, core } = await loadConfig({ path, env: {} });
  const found = unknownKeys(document, { plugins, entries: core.plugins ?? [] });
  return found.map((problem) => formatProblem({ ...problem, severity: 'error' }, { file: 'c' }));
}

const tree: z.ZodType = z.lazy(() => z.object({ label: z.string(), kids: z.array(tree).optional() }));

const plugin = definePlugin({
  name: 'sample',
  config: z.object({
    containers: z.array(z.object({ id: z.string(), timeouts: z.object({ read: z.number() }).optional() })),
    byName: z.record(z.string(), z.object({ weight: z.int() })).optional(),
    loose: z.looseObject({ known: z.string() }).optional(),
    anything: z.unknown().optional(),
    either: z.union([z.string(), z.object({ url: z.string() }), z.object({ file: z.string() })]).optional(),
    tree: tree.optional(),
    when: z.date().optional(),
  }),
  setup: () => ({}),
});

describe('unknownKeys', () => {
  it('warns at the top level and below, with the line and the nearest key', async () => {
    const yaml =
      'contaners: []\ncontainers:\n  - id: a\n    timeouts: { raed: 1 }\n    colour: red\nzzzzzz: 1\n';

    expect(await warnings(yaml, [plugin])).toEqual([
      "c:1:1 contaners: Unknown key 'contaners' is ignored; did you mean 'containers'?",
      "c:4:17 containers[0].timeouts.raed: Unknown key 'raed' is ignored; did you mean 'read'?",
      "c:5:5 containers[0].colour: Unknown key 'colour' is ignored.",
      "c:6:1 zzzzzz: Unknown key 'zzzzzz' is ignored.",
    ]);
  });

  it('warns inside the core and inside the entries of plugins', async () => {
    const yaml =
      'log: { levle: info }\nplugins:\n  - use: sample\n    chian: solve\n    config: { containres: [] }\n';

    expect(await warnings(yaml, [plugin])).toEqual([
      "c:1:8 log.levle: Unknown key 'levle' is ignored; did you mean 'level'?",
      "c:4:5 plugins[0].chian: Unknown key 'chian' is ignored; did you mean 'chain'?",
      "c:5:15 plugins[0].config.containres: Unknown key 'containres' is ignored; did you mean 'containers'?",
    ]);
  });

  it('follows records, unions and recursive schemas', async () => {
    const yaml = [
      'byName: { first: { wieght: 1 } }',
      'either: { fiel: a }',
      'tree: { label: a, kids: [{ label: b, kids: [{ lable: c }] }] }',
    ].join('\n');

    expect(await warnings(yaml, [plugin])).toEqual([
      "c:1:20 byName.first.wieght: Unknown key 'wieght' is ignored; did you mean 'weight'?",
      "c:2:11 either.fiel: Unknown key 'fiel' is ignored; did you mean 'file'?",
      "c:3:47 tree.kids[0].kids[0].lable: Unknown key 'lable' is ignored; did you mean 'label'?",
    ]);
  });

  it('is silent where a schema takes any key', async () => {
    const yaml = 'loose: { more: 1 }\nanything: { deep: { er: 1 } }\nwhen: { what: 1 }\neither: text\n';

    expect(await warnings(yaml, [plugin])).toEqual([]);
  });

  it('does not take inherited properties for known keys', async () => {
    expect(await warnings('constructor: 1\nloose: { known: a }\n', [plugin])).toEqual([
      "c:1:1 constructor: Unknown key 'constructor' is ignored.",
    ]);
  });
});
