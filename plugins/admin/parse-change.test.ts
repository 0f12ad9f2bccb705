import { GlassgateError, type OverridableKey, overridableKeys } from 'glassgate/plugin-api';
import { overridableKey, parseChange, parseOverride } from './parse-change.ts';

const one = 'openai/nvidia/main';
const two = 'openai/local/main';
const secret = 'nvapi-0123456789abcdefghij';

function refusal(body: unknown, known: readonly string[] = [one]): GlassgateError {
  try {
    parseChange(body, known);
  } catch (error) {
    if (GlassgateError.is(error)) return error;
  }
  throw new Error('The body should have been refused.');
}

function issues(body: unknown, known?: readonly string[]): readonly string[] {
  return refusal(body, known).details['issues'] as readonly string[];
}

/** As it comes from the network: keys such as `__proto__` are keys. */
const of = (values: string) => JSON.parse(`{"limiters":{"${one}":{${values}}}}`);

describe('one value', () => {
  it.each<[OverridableKey, readonly string[], readonly string[]]>([
    ['rate_rpm', ['0.001', '40', '100000'], ['0', '-1', '100000.1', '1e999']],
    ['max_inflight', ['1', '100000'], ['0', '-0', '1.5', '100001']],
    ['queue_max_size', ['1', '100000'], ['0', '2.5', '100001', '1e999']],
    ['overflow_max', ['0', '100000'], ['-1', '0.5', '100001']],
    ['queue_timeout', ['0.5', '3600'], ['0', '3600.5', '-1e999']],
    ['low_priority_timeout', ['0.5', '300'], ['0', '300.5']],
    ['queue_full_policy', ['"reject"', '"drop_lowest"'], ['"Reject"', '"__proto__"', '"constructor"', '0']],
  ])('of %s is within the bounds of the configuration', (name, right, wrong) => {
    for (const json of right) {
      expect(parseChange(of(`"${name}":${json}`), [one])).toEqual([
        { limiter: one, name, value: JSON.parse(json) },
      ]);
    }
    for (const json of wrong) {
      expect(issues(of(`"${name}":${json}`))).toEqual([expect.stringContaining(`'${name}' of '${one}'`)]);
    }
  });

  it.each(overridableKeys)('of %s is of its type, and nothing is made into it', (name) => {
    for (const json of ['"20"', 'true', '[]', '[20]', '{}', '{"valueOf":20}', '""']) {
      expect(issues(of(`"${name}":${json}`))).toHaveLength(1);
    }
  });

  it.each(overridableKeys)(
    'of %s goes back to the file with null, and no default stands in for it',
    (name) => {
      expect(parseChange(of(`"${name}":null`), [one])).toEqual([{ limiter: one, name, value: undefined }]);
      expect(parseOverride(name, undefined).success).toBe(false);
    },
  );

  it('is not repeated in a refusal: it may be a key that was put in the wrong place', () => {
    const body = of(overridableKeys.map((name) => `"${name}":"${secret}"`).join());
    const { message, details } = refusal(body);

    expect(details['issues']).toHaveLength(overridableKeys.length);
    expect(JSON.stringify([message, details])).not.toContain(secret.slice(0, 10));
  });
});

it.each([
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'RATE_RPM',
  'rate_rpm ',
  'window_guard',
  '',
])('refuses all when one key is %j, which cannot be set', (key) => {
  expect(overridableKey(key)).toBeUndefined();
  expect(issues(of(`"rate_rpm":20,"${key}":1`))).toEqual([expect.stringContaining(`'${key}' cannot be`)]);
  expect(issues(JSON.parse(`{"rate_rpm":20,"${key}":1}`))).toHaveLength(1);
});

it.each(['__proto__', 'constructor', 'openai/nvidia', `${one}/`, one.toUpperCase(), ''])(
  'refuses all when one limiter is %j, which there is not',
  (key) => {
    const body = `{"limiters":{"${one}":{"rate_rpm":20},"${key}":{"rate_rpm":1}}}`;

    expect(issues(JSON.parse(body))).toEqual([`There is no limiter '${key}'.`]);
  },
);

it.each([
  ['null', null],
  ['nothing', undefined],
  ['a text', 'rate_rpm'],
  ['a number', 20],
  ['a list', [{ rate_rpm: 20 }]],
  ['a list of limiters', { limiters: [] }],
  ['limiters that are a text', { limiters: one }],
  ['values that are null', { limiters: { [one]: null } }],
  ['values that are a list', { limiters: { [one]: [] } }],
  ['values that are a number', { limiters: { [one]: 20 } }],
  ['a key beside the limiters', { limiters: { [one]: { rate_rpm: 20 } }, rate_rpm: 30 }],
  ['`__proto__` beside the limiters', JSON.parse(`{"limiters":{"${one}":{"rate_rpm":2}},"__proto__":{}}`)],
])('says what a body looks like when it is %s', (_what, body) => {
  expect(issues(body)).toEqual([expect.stringContaining('Send { "limiters":')]);
});

it.each([
  ['no limiter', []],
  ['two', [one, two]],
])('asks for a name where values stand alone and there is %s', (_what, known) => {
  expect(issues({ rate_rpm: 20 }, known)).toEqual([
    `There are ${known.length} limiters: name one under 'limiters'.`,
  ]);
});

it.each([[{}], [{ limiters: {} }], [{ limiters: { [one]: {} } }]])(
  'refuses %j, which changes nothing',
  (body) => {
    expect(issues(body)).toEqual(['The body changes nothing.']);
  },
);

it('keeps the order of what is asked for', () => {
  const body = { limiters: { [two]: { queue_max_size: 3, rate_rpm: 20 }, [one]: { rate_rpm: null } } };

  expect(parseChange(body, [one, two])).toEqual([
    { limiter: two, name: 'queue_max_size', value: 3 },
    { limiter: two, name: 'rate_rpm', value: 20 },
    { limiter: one, name: 'rate_rpm', value: undefined },
  ]);
});

describe('a refusal', () => {
  it('names the mistakes of all limiters at once', () => {
    const body = { limiters: { [one]: { rate_rpm: 0, colour: 1 }, nobody: { rate_rpm: 20 } } };
    const { message, details } = refusal(body);

    expect(details['issues']).toHaveLength(3);
    expect(message).toBe((details['issues'] as string[]).join(' '));
  });

  it('stays short, however much is wrong with a body', () => {
    const values = Object.fromEntries(
      Array.from({ length: 9_000 }, (_, index) => [`${index}`.repeat(50), 1]),
    );
    const { message, details } = refusal({ limiters: { [one]: values, ['x'.repeat(100_000)]: values } });

    expect(details['issues']).toHaveLength(20);
    expect(message).toMatch(/ 17981 more mistakes are not listed\.$/);
    expect(message.length).toBeLessThan(10_000);
  });

  it.each([
    ['a limiter', { ['x'.repeat(100_000)]: { rate_rpm: 20 } }],
    ['a setting', { [one]: { ['x'.repeat(100_000)]: 20 } }],
    ['a limiter whose value is wrong', { ['x'.repeat(100_000)]: { rate_rpm: 0 } }],
  ])('cuts the long name of %s', (_what, limiters) => {
    expect(refusal({ limiters }).message.length).toBeLessThan(1_000);
  });
});

it('takes a thousand limiters at once, and no more', () => {
  const known = Array.from({ length: 1_001 }, (_, index) => `openai/p${index}`);
  const limiters = (count: number) =>
    Object.fromEntries(known.slice(0, count).map((key) => [key, { rate_rpm: 1 }]));

  expect(parseChange({ limiters: limiters(1_000) }, known)).toHaveLength(1_000);
  expect(issues({ limiters: limiters(1_001) }, known)).toEqual(['At most 1000 limiters at once.']);
});
