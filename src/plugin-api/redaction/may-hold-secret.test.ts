import { maxCodes } from './character-codes.ts';
import { lookAlikes } from './corpus/look-alikes.ts';
import { vectors } from './corpus/vectors.ts';
import { findSecrets } from './find-secrets.ts';
import { mayHoldSecret } from './may-hold-secret.ts';

const contexts = [true, false].map((isUrl) => ({ isCut: false, isUrl }));
const finds = (text: string) => contexts.some((context) => findSecrets(text, context).length > 0);

/** Every text of the corpus in many disguises. */
function disguised(text: string): string[] {
  const json = JSON.stringify({ before: 1, text, after: 2 });
  return [
    ...[text, `x ${text}`, `x\t${text}`, `(${text})`, `'${text}'`, `${text}, then`, `a\n${text}\nb`],
    ...[json, JSON.stringify({ json }), encodeURIComponent(text), text.toUpperCase(), text.toLowerCase()],
    ...text.split(/\s/),
    ...Array.from({ length: 12 }, (_, part) => text.slice(part * 3)),
    ...Array.from({ length: 12 }, (_, part) => text.slice(0, text.length - part * 3)),
  ];
}

describe('mayHoldSecret', () => {
  it('is true for every text in which a rule finds something', () => {
    const texts = [...vectors.flatMap(({ text, secret }) => [text, secret]), ...lookAlikes].flatMap(
      disguised,
    );

    const withSecret = texts.filter(finds);

    expect(withSecret.filter((text) => !mayHoldSecret(text))).toEqual([]);
    expect(withSecret.length).toBeGreaterThan(4_000);
  });

  it.each([
    'camoufox-1',
    '123e4567-e89b-12d3-a456-426614174000',
    '2026-11-20T18:13:42.347533+00:00',
    'https://chat.qwen.ai/c/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
    'The chat was chosen: its last answer is recent, and no other container is free.',
    '{"level":"info","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","msg":"solve finished"}',
  ])('spares the search for %j', (text) => {
    expect(mayHoldSecret(text)).toBe(false);
  });

  it('sees what lies across two of the pieces that a long text is read in', () => {
    const token = `gh${'p'}_${'a1B2'.repeat(8)}`;
    const secrets = ['Bearer abcdefgh12345678', 'my_password=hunter2xyz', token];
    const texts = secrets.flatMap((secret) =>
      Array.from(secret, (_, before) => `${'. '.repeat(maxCodes).slice(0, maxCodes - before)}${secret}. `),
    );

    expect(texts.filter((text) => !mayHoldSecret(text))).toEqual([]);
    expect(mayHoldSecret('. '.repeat(maxCodes))).toBe(false);
  });
});
