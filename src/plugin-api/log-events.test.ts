import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logEvents } from './log-events.ts';

const root = join(import.meta.dirname, '../..');

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/(\.test|(^|\/)test-[^/]+)\.ts$/.test(name))
    .map((name) => join(folder, name));
}

// The first argument of a call to a logger: an object that begins with its event, or something else.
const logCall =
  /\b(?:log|reporter|logger)\??\.(?:trace|debug|info|warn|error|fatal)\(\s*(\{\s*event: '([\w.]+)'|[^)]{0,40})/g;
const passedOn = new Set([
  join('plugins/io-log', 'rare-warning.ts'),
  join('src/telemetry', 'logger.ts'),
  join('src/telemetry', 'steps.ts'),
]);

it('is a closed list that every line of ours names its event from', () => {
  const nameless: string[] = [];
  const named = new Set<string>();
  for (const file of ['src', 'plugins'].flatMap(sourceFiles)) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, start = '', event] of text.matchAll(logCall)) {
      if (event !== undefined) named.add(event);
      else if (!passedOn.has(file)) nameless.push(`${file}: ${start}`);
    }
    for (const [, event = ''] of text.matchAll(/(?:event: |\.event\(\s*)'([a-z]+\.[a-z_]+)'/g))
      named.add(event);
  }
  expect(nameless).toEqual([]);
  const unused = Object.keys(logEvents).filter((event) => !named.has(event));
  // The logger gives it to lines that name none.
  expect(unused).toEqual(['log.other']);
});

it('is documented, event by event', () => {
  const page = readFileSync(join(root, 'docs/log-events.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([\w.]+)` \| (.+) \|$/gm)].map(([, event, meaning]) => [
    event,
    meaning,
  ]);
  expect(Object.fromEntries(rows)).toEqual(logEvents);
});
