import { createRedactor, redactValue } from './create-redactor.ts';

// Put together here, so that no text of the repository looks like a secret.
const secret = `hunter2${'xyz'}`;
const json = (value: unknown) => JSON.parse(JSON.stringify(redactValue(value)));

describe('redactValue', () => {
  it('masks values of secret keys at any depth, whatever they are', () => {
    const value = {
      a: [{ headers: { Authorization: `x ${secret}`, 'Set-Cookie': [secret] } }],
      pin: 482913,
      token: { value: secret },
    };

    expect(json(value)).toEqual({
      a: [{ headers: { Authorization: '***', 'Set-Cookie': '***' } }],
      pin: '***',
      token: '***',
    });
  });

  it('shows that a secret is missing', () => {
    expect(json({ token: null, password: '', secret: false, cookie: true })).toEqual({
      token: null,
      password: '',
      secret: false,
      cookie: true,
    });
  });

  it('masks lists and objects of names and values', () => {
    expect(json(['Accept', '*/*', 'Authorization', secret])).toEqual([
      'Accept',
      '*/*',
      'Authorization',
      '***',
    ]);
    expect(
      json([
        { name: 'Cookie', value: secret },
        { name: 'Accept', value: '*/*' },
      ]),
    ).toEqual([
      { name: 'Cookie', value: '***' },
      { name: 'Accept', value: '*/*' },
    ]);
    expect(
      json(
        new Map([
          ['password', secret],
          ['user', 'bob'],
        ]),
      ),
    ).toEqual([
      ['password', '***'],
      ['user', 'bob'],
    ]);
    expect(json(new Set([`token=${secret}`]))).toEqual(['token=***']);
  });

  it('keeps two names apart that look the same once they are masked', () => {
    expect(json({ [`token=${secret}`]: 1, [`token=${secret}2`]: 2 })).toEqual({
      'token=***': 1,
      'token=***~1': 2,
    });
  });

  it('reads what an error says, its causes and its own properties included', () => {
    const error = Object.assign(
      new TypeError(`token=${secret}`, { cause: new AggregateError([`password=${secret}`]) }),
      { code: 'E1' },
    );

    const copy = json(error);

    expect(copy).toMatchObject({
      name: 'TypeError',
      message: 'token=***',
      code: 'E1',
      cause: { errors: ['password=***'] },
    });
    expect(copy.stack).toContain('TypeError: token=***\n    at ');
    expect(JSON.stringify(copy)).not.toContain(secret);
  });

  it('copies and never changes the value', () => {
    const value = Object.freeze({ token: secret, list: Object.freeze([`a://u:${secret}@h`]) });
    const before = structuredClone(value);

    expect(redactValue(value)).toEqual({ token: '***', list: ['a://u:***@h'] });
    expect(value).toEqual(before);
  });

  it('survives hostile objects', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const circular: Record<string, unknown> = { n: 1 };
    circular['self'] = { circular };
    const value = {
      get broken(): string {
        throw new TypeError(secret);
      },
      proxy,
      circular,
      toJSON: () => secret,
      date: new Date(Number.NaN),
      boxed: new String(`token=${secret}`),
      url: new URL(`http://u:${secret}@h/`),
      big: 5n,
      bytes: new Uint8Array(3),
      symbol: Symbol(secret),
      ['__proto__']: { token: secret },
    };

    expect(json(value)).toEqual({
      broken: '[unreadable]',
      proxy: '[unreadable]',
      circular: { n: 1, self: { circular: '[circular]' } },
      date: null,
      boxed: 'token=***',
      url: 'http://u:***@h/',
      big: '5',
      bytes: { __bytes__: true, len: 3 },
      ['__proto__']: { token: '***' },
    });
  });

  it('writes the same object twice when it is not inside itself', () => {
    const shared = { n: 1 };

    expect(json([shared, shared])).toEqual([{ n: 1 }, { n: 1 }]);
  });

  it.each([
    ['strings', { maxStringChars: 5 }, ['x'.repeat(9)], [{ __truncated__: true, len: 9, head: 'xxxxx' }]],
    ['entries', { maxEntries: 2 }, [1, 2, 3, 4], [1, 2, { __more__: 2 }]],
    ['keys', { maxEntries: 1 }, { a: 1, b: 2 }, { a: 1, __more__: 1 }],
    ['levels', { maxDepth: 1 }, { a: { token: secret } }, { a: { __dict__: true, keys: ['token'], len: 1 } }],
    ['values', { maxValues: 3 }, [[1], [2], [3]], [[1], { __more__: 2 }]],
    ['characters', { maxChars: 4 }, ['xxxx', 'y'], ['xxxx', { __more__: 1 }]],
  ])('bounds %s', (_, limits, value, copy) => {
    expect(JSON.parse(JSON.stringify(redactValue(value, { limits })))).toEqual(copy);
  });

  it('says which limits it met, and what stands for what is too deep', () => {
    const met: string[] = [];
    const copy = (value: unknown, limits: object) =>
      redactValue(value, { limits, tooDeep: '[Depth]', onLimit: (limit) => met.push(limit) });

    expect(copy({ a: { b: 1 } }, { maxDepth: 1 })).toEqual({ a: '[Depth]' });
    copy(['xxxx'], { maxStringChars: 3 });
    copy([1, 2], { maxEntries: 1 });
    copy([[1], [2]], { maxValues: 2 });
    copy(['xxxx'], { maxChars: 3 });
    copy({ a: 'xxx' }, { maxStringChars: 3 });

    expect(met).toEqual(['depth', 'field', 'entries', 'size', 'size', 'size']);
  });

  it('lets the caller stand in for single values', () => {
    const replace = (key: string) => (key === 'image' ? 'an image' : undefined);

    expect(redactValue({ image: secret, token: secret }, { replace })).toEqual({
      image: 'an image',
      token: '***',
    });
  });

  it('counts masked values, and not those that were masked before', () => {
    const told: string[] = [];
    const redactor = createRedactor({ onRedaction: (rule) => told.push(rule) });

    redactor.value({ token: secret, password: '***', note: `token=${secret}` });

    expect(told).toEqual(['secret_key', 'kv_assignment']);
  });

  it('tells of what is masked during a task, beside those who are always told', () => {
    const [always, during]: [string[], string[]] = [[], []];
    const redactor = createRedactor({ onRedaction: (rule) => always.push(rule) });

    const shown = redactor.during(
      (rule) => during.push(rule),
      () => redactor.text(`password=${secret}`),
    );
    redactor.value({ token: secret });

    expect(shown).toBe('password=***');
    expect(during).toEqual(['kv_assignment']);
    expect(always).toEqual(['kv_assignment', 'secret_key']);
  });

  it('shows everything when redaction is off', () => {
    const value = { token: secret, url: `a://u:${secret}@h` };

    expect(createRedactor({ enabled: false, knownSecrets: [secret] }).value(value)).toEqual(value);
  });
});
