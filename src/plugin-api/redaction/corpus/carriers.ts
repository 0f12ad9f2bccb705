import { createRedactor, redactText, redactUrl, redactValue } from '../create-redactor.ts';

const json = JSON.stringify;
const { head } = createRedactor();

/** Every way in which a text may come to be written. */
export const carriers: readonly (readonly [name: string, write: (text: string) => string])[] = [
  ['a text', redactText],
  ['a URL', redactUrl],
  ['a sentence', (text) => redactText(`The worker said ${text} and stopped`)],
  ['a line of many', (text) => redactText(`first\n${text}\nlast`)],
  ['quotes', (text) => redactText(`said '${text}', then`)],
  ['a list in an object', (text) => json(redactValue({ items: [{ note: text }] }))],
  ['the name of a key', (text) => json(redactValue({ [text]: 1 }))],
  ['JSON', (text) => redactText(json({ before: 1, text, after: 2 }))],
  ['JSON in JSON', (text) => redactText(json({ body: json({ before: 1, text, after: 2 }) }))],
  [
    'JSON in JSON in JSON',
    (text) => redactText(json({ x: json({ body: json({ text: `a\n${text}`, b: 1 }) }) })),
  ],
  ['an error', (text) => json(redactValue(new Error(text)))],
  ['the cause of an error', (text) => json(redactValue(new Error('failed', { cause: new Error(text) })))],
  ['a text cut right after it', (text) => head(`${text} ${'x'.repeat(9000)}`, text.length).text],
  ['a text cut inside it', (text) => head(`${text} ${'x'.repeat(9000)}`, Math.ceil(text.length / 2)).text],
];
