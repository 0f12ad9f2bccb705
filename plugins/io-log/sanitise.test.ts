import { createRedactor } from 'glassgate/plugin-api';
import { sanitiseBody } from './sanitise.ts';

const rules = { includeBodies: true, maxFieldChars: 300, redactor: createRedactor() };
const json = (value: unknown) => JSON.parse(JSON.stringify(value));
const sanitised = (body: unknown, changes: Partial<typeof rules> = {}) =>
  json(sanitiseBody(body, { ...rules, ...changes }));

describe('sanitiseBody', () => {
  it.each(['image_b64', 'img_b64', 'b64', 'b64_json', 'base64', 'IMAGE_B64'])(
    'shortens base64 under %s',
    (key) => {
      const marker = { __b64__: true, len: 5000, head: 'A'.repeat(120) };

      expect(sanitised({ deep: [{ [key]: 'A'.repeat(5000) }] })).toEqual({ deep: [{ [key]: marker }] });
    },
  );

  it('masks a URL password in the beginning of a base64 field too', () => {
    expect(sanitised({ b64: 'a://u:secret@h' })).toEqual({
      b64: { __b64__: true, len: 14, head: 'a://u:***@h' },
    });
  });

  it('masks URL passwords and secret keys at any depth, whatever their values are', () => {
    const body = {
      socks: 'socks5://user:s3cret@1.2.3.4:1080',
      list: [{ Authorization: 'Bearer s3cret', note: 'via http://u:s3cret@h' }, ['a://:s3cret@h']],
      TOKEN: { nested: 's3cret' },
      cookie: ['s3cret'],
      'a://u:s3cret@h': 1,
    };

    expect(sanitised(body)).toEqual({
      socks: 'socks5://user:***@1.2.3.4:1080',
      list: [{ Authorization: '***', note: 'via http://u:***@h' }, ['a://:***@h']],
      TOKEN: '***',
      cookie: '***',
      'a://u:***@h': 1,
    });
  });

  it('writes secrets verbatim when told so', () => {
    const body = { token: 's3cret', socks: 'a://u:s3cret@h' };

    expect(sanitised(body, { redactor: createRedactor({ enabled: false }) })).toEqual(body);
  });

  it('cuts long strings', () => {
    expect(sanitised({ text: 'x'.repeat(500) })).toEqual({
      text: { __truncated__: true, len: 500, head: 'x'.repeat(300) },
    });
  });

  it.each([
    ['an object', { a: 1, b: { c: 'text' } }, { __dict__: true, keys: ['a', 'b'], len: 2 }],
    ['a list', ['text', 2], { __list__: true, len: 2 }],
    ['a string', 'text', { __str__: true, len: 4 }],
    ['a number', 4711, null],
    ['nothing', undefined, null],
  ])('writes the shape only without bodies: %s', (_, body, shape) => {
    expect(sanitised(body, { includeBodies: false })).toEqual(shape);
  });

  it('names at most 50 keys without bodies', () => {
    const body = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, index]));

    const { keys, len } = sanitised(body, { includeBodies: false });

    expect(keys).toEqual(Object.keys(body).slice(0, 50));
    expect(len).toBe(60);
  });

  it('copies and never changes the body', () => {
    const body = Object.freeze({ token: 'x', list: Object.freeze(['a://u:p@h']), b64: 'A'.repeat(500) });
    const before = structuredClone(body);

    sanitiseBody(body, rules);

    expect(body).toEqual(before);
  });

  it('keeps every JSON value as it is', () => {
    const body = JSON.parse('{"a":null,"b":true,"c":1.5,"d":[],"e":{},"f":"é😀\\u0000","__proto__":{"x":1}}');

    expect(sanitised(body)).toEqual(body);
    expect(Object.keys(sanitised(body))).toContain('__proto__');
  });

  it('survives what is no JSON', () => {
    const when = new Date(0);
    const body = { when, big: 5n, bytes: Buffer.alloc(9), nothing: undefined, call: () => 1 };

    expect(sanitised(body)).toEqual({ when: when.toJSON(), big: '5', bytes: { __bytes__: true, len: 9 } });
  });
});

describe('sanitiseBody on hostile bodies', () => {
  const circular: unknown[] = [];
  for (let index = 0; index < 100; index += 1) circular.push(circular);
  let deep: unknown = 'bottom';
  for (let index = 0; index < 100_000; index += 1) deep = { deep };

  it.each([
    ['a string of 1 MB', 'x'.repeat(1_000_000)],
    ['1 MB of URLs', 'a://u:p@h/'.repeat(100_000)],
    ['1 MB of openers', '://'.repeat(333_333)],
    ['1 MB of control characters', '\u0000'.repeat(1_000_000)],
    ['1 MB of base64', { image_b64: 'A'.repeat(1_000_000) }],
    ['a key of 1 MB', { ['k'.repeat(1_000_000)]: 1 }],
    ['a circle of lists', circular],
    ['a deep tree', deep],
    ['100,000 items', Array.from({ length: 100_000 }, () => 'x')],
    ['20,000 keys', Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 'x']))],
  ])('takes less than 20 ms and half a megabyte: %s', (_, body) => {
    const times = [1, 2, 3].map(() => {
      const before = process.cpuUsage();
      JSON.stringify(sanitiseBody(body, { ...rules, maxFieldChars: 8000 }));
      return process.cpuUsage(before).user / 1000;
    });

    expect(Math.min(...times)).toBeLessThan(20);
    expect(JSON.stringify(sanitiseBody(body, rules)).length).toBeLessThan(512 * 1024);
  });

  it('stops at its limits and says how much is missing', () => {
    expect(sanitised(Array.from({ length: 1500 }, () => 1)).at(-1)).toEqual({ __more__: 1300 });
    const keys = Object.fromEntries(Array.from({ length: 203 }, (_, index) => [`k${index}`, index]));
    expect(sanitised(keys)).toMatchObject({ k199: 199, __more__: 3 });
    expect(sanitised(keys)).not.toHaveProperty('k200');
    const twelve = sanitised(deep);
    expect(JSON.stringify(twelve)).toBe(`${'{"deep":'.repeat(12)}"[Depth]"${'}'.repeat(12)}`);
  });

  it('bounds the whole body, not only its fields', () => {
    const body = Array.from({ length: 1000 }, () => 'x'.repeat(8000));

    const text = JSON.stringify(sanitiseBody(body, { ...rules, maxFieldChars: 8000 }));

    expect(text.length).toBeLessThan(600_000);
    expect(text).toContain('__more__');
  });
});
