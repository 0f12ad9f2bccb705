import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { redactText, redactUrl, redactValue } from './create-redactor.ts';
import { redactionRules } from './rules.ts';
import { isSecretKey } from './secret-keys.ts';

const readme = await readFile(new URL('./README.md', import.meta.url), 'utf8');

it('documents every rule', () => {
  const section = readme.slice(readme.indexOf('## Rules'));

  const rows = [...section.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)].map(([, id, finds]) => ({ id, finds }));

  expect(rows).toEqual(redactionRules);
});

it.each([
  ["redactText('login with token=abc123')", redactText('login with token=abc123')],
  ["redactUrl('/v1/items?key=abc123&page=2')", redactUrl('/v1/items?key=abc123&page=2')],
  ["redactValue({ headers: { cookie: 'sid=1' } })", redactValue({ headers: { cookie: 'sid=1' } })],
  ["isSecretKey('X-Api-Key')", isSecretKey('X-Api-Key')],
])('shows what really happens in the example of %s', (call, result) => {
  const line = readme.split('\n').find((text) => text.startsWith(`${call};`));

  expect(line?.split('// ')[1]).toBe(inspect(structuredClone(result)));
});
