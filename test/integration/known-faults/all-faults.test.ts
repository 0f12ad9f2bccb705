import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const faults = 39;

/** `1` to `39`: the rows of the table in README.md. */
const all = Array.from({ length: faults }, (_value, index) => index + 1);

async function textsOf(ending: string): Promise<string> {
  const names = await readdir(import.meta.dirname);
  const chosen = names.filter((name) => name.endsWith(ending) && name !== 'all-faults.test.ts');
  const texts = await Promise.all(chosen.map((name) => readFile(join(import.meta.dirname, name), 'utf8')));
  return texts.join('\n');
}

function numbersIn(text: string, pattern: RegExp): number[] {
  const numbers = [...text.matchAll(pattern)].map(([, number]) => Number(number));
  return [...new Set(numbers)].sort((a, b) => a - b);
}

it('has a test for each of the 39 known faults of the first orchestrator', async () => {
  expect(numbersIn(await textsOf('.test.ts'), /\(fault (\d+)\)/g)).toEqual(all);
});

it('has a row in README.md for each of them', async () => {
  expect(numbersIn(await textsOf('README.md'), /^\| (\d+) \|/gm)).toEqual(all);
});
