import { carriers } from './corpus/carriers.ts';
import { leaksIn } from './corpus/leaks.ts';
import { lookAlikes } from './corpus/look-alikes.ts';
import { vectors } from './corpus/vectors.ts';
import { createRedactor, redactText, redactUrl, redactValue } from './create-redactor.ts';
import { type RedactionRuleId, redactionRules } from './rules.ts';

const named = vectors.map((vector) => [vector.rule, vector.name, vector] as const);

describe.each(carriers)('a secret in %s', (_, write) => {
  it.each(named)('never comes out: %s in %j', (_rule, _name, { text, secret }) => {
    expect(leaksIn(write(text), secret)).toEqual([]);
  });
});

describe('redactText', () => {
  it.each(named)('tells which rule has found a secret: %s in %j', (rule, _, { text }) => {
    const told: RedactionRuleId[] = [];

    createRedactor({ onRedaction: (id) => told.push(id) }).text(text);

    expect(told).toContain(rule);
  });

  it.each(lookAlikes)('leaves alone what only looks like a secret: %j', (text) => {
    expect(redactText(text)).toBe(text);
    expect(redactUrl(text)).toBe(text);
    expect(redactValue([text, { [text]: text }])).toEqual([text, { [text]: text }]);
  });

  it.each(named)(
    'changes nothing and counts nothing in a second pass: %s in %j',
    (_rule, _name, { text }) => {
      const told: RedactionRuleId[] = [];
      const once = redactText(`a ${text}\nb`);

      const twice = createRedactor({ onRedaction: (id) => told.push(id) }).text(once);

      expect(twice).toBe(once);
      expect(told).toEqual([]);
    },
  );

  it.each(named)('keeps the rest of a JSON text: %s in %j', (_rule, _name, { text }) => {
    const json = JSON.stringify({ before: [1], text, body: JSON.stringify({ text, n: 2 }), after: 'end' });

    const clean = JSON.parse(redactText(json));

    expect(clean).toMatchObject({ before: [1], after: 'end' });
    expect(JSON.parse(clean.body).n).toBe(2);
  });

  it('keeps JSON whose secrets are no strings', () => {
    const json = '{"pin":482913,"token":{"a":["}x"]},"\\"password\\":1":2,"n":3}';

    expect(JSON.parse(redactText(json))).toMatchObject({ pin: '***', token: '***', n: 3 });
  });

  it('finds the end of a value that ends in backslashes, however deep it is', () => {
    const password = 'hunter2\\\\';
    let json = JSON.stringify({ password, n: 1 });
    for (let depth = 0; depth < 5; depth += 1) json = JSON.stringify({ json });

    let clean = JSON.parse(redactText(json));
    while (clean.json !== undefined) clean = JSON.parse(clean.json);

    expect(clean).toEqual({ password: '***', n: 1 });
  });

  it('stays the same when any two secrets meet', () => {
    const texts = vectors.flatMap(({ text }, index) => {
      const other = vectors[(index * 37 + 11) % vectors.length]?.text ?? '';
      return ['', ' ', '"', ',', '\n'].map((between) => text + between + other);
    });

    // One secret goes, and what stood on two lines stands on one.
    texts.push(`Cookie: a=b${vectors.find(({ rule }) => rule === 'private_key')?.text.trim()}http://h/x`);
    texts.push('token=***;***\\nx', 'key: a, token=***, ***');

    const unstable = texts.filter((text) => redactText(redactText(text)) !== redactText(text));

    expect(unstable).toEqual([]);
  });

  it('has a vector for every rule but those for values and known secrets', () => {
    const seen = new Set(vectors.map(({ rule }) => rule));

    const unseen = redactionRules.map(({ id }) => id).filter((id) => !seen.has(id));

    expect(unseen).toEqual(['secret_key', 'known_secret']);
  });
});
