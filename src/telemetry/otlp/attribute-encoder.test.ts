import type { Attributes } from '@opentelemetry/api';
import { sharedAttributes } from '../shared-attributes.ts';
import { AttributeEncoder } from './attribute-encoder.ts';
import { ByteWriter } from './byte-writer.ts';
import { decodeSpans } from './decode-span.ts';

const [spans, attributesOfSpan] = [0x12, 0x4a];

/** What a reader finds in the groups of one span, in the order in which they are written. */
function readBack(encoder: AttributeEncoder, groups: readonly Attributes[]): Attributes {
  const writer = new ByteWriter(8);
  const start = writer.open(spans, 2);
  encoder.startSpan();
  for (const group of groups) encoder.writeGroup(writer, attributesOfSpan, group);
  writer.close(start, 2);
  const written = writer.bytes.subarray(0, writer.length);
  const keys = Object.keys(Object.assign({}, ...groups));
  for (const key of keys) expect(String(written).split(`${key}\x12`)).toHaveLength(2);
  return decodeSpans(written)[0]?.attributes as Attributes;
}

it('writes each key once, with the value that came first', () => {
  const encoder = new AttributeEncoder((_key, text) => text);
  const shared = sharedAttributes({ code: 200, path: '/analyze' });

  for (const _ of ['encoded', 'copied']) {
    expect(readBack(encoder, [{ state: 'busy' }, shared])).toEqual({
      state: 'busy',
      code: 200,
      path: '/analyze',
    });
    expect(readBack(encoder, [{ code: 503 }, shared])).toEqual({ code: 503, path: '/analyze' });
    expect(readBack(encoder, [shared, { code: 503, path: 'x' }])).toEqual({ code: 200, path: '/analyze' });
    expect(readBack(encoder, [shared, shared])).toEqual({ code: 200, path: '/analyze' });
  }
});

it('writes thousands of values of a key as it writes the first', () => {
  const encoder = new AttributeEncoder((_key, text) => text);

  for (let count = 0; count < 3_000; count += 1) {
    const attributes = {
      id: `request-${count % 700}`,
      count,
      share: count / 7,
      even: count % 2 === 0,
      of: -1 - count,
    };
    expect(readBack(encoder, [attributes])).toEqual(attributes);
    expect(readBack(encoder, [attributes])).toEqual(attributes);
  }
});

it('survives keys without end', () => {
  const encoder = new AttributeEncoder((_key, text) => text);
  const shared = sharedAttributes({ same: 'x' });

  for (let index = 0; index < 3_000; index += 1) {
    const fresh = { [`key.${index}`]: index };
    expect(readBack(encoder, [{ same: 'y' }, fresh, shared])).toEqual({ same: 'y', ...fresh });
  }
});

it('looks at everything again when the rules have changed', () => {
  let mask = '';
  const encoder = new AttributeEncoder((_key, text) => mask || text);
  const groups = [{ id: 'a' }, sharedAttributes({ name: 'b' })];
  const before = readBack(encoder, groups);

  mask = '***';
  encoder.forget();

  expect([before, readBack(encoder, groups)]).toEqual([
    { id: 'a', name: 'b' },
    { id: '***', name: '***' },
  ]);
});

it('masks a secret anew each time, so that each is counted', () => {
  let masked = 0;
  const mask = (_key: string, text: string) => {
    if (!text.includes('secret')) return text;
    masked += 1;
    return '***';
  };
  const encoder = new AttributeEncoder(mask);
  const groups = [{ note: 'a secret' }, sharedAttributes({ name: 'secret', other: 'x' })];

  for (const _ of Array.from({ length: 5 })) {
    expect(readBack(encoder, groups)).toEqual({ note: '***', name: '***', other: 'x' });
  }

  expect(masked).toBeGreaterThanOrEqual(10);
});

it('still remembers the usual values of a key that has many others', () => {
  const asked: string[] = [];
  const encoder = new AttributeEncoder((_key, text) => {
    asked.push(text);
    return text;
  });
  readBack(encoder, [{ name: 'usual' }]);
  for (let index = 0; index < 200; index += 1) readBack(encoder, [{ name: `once ${index}` }]);
  asked.length = 0;

  readBack(encoder, [{ name: 'usual' }]);

  expect(asked).toEqual([]);
});

it('lets a missing value of shared attributes hide nothing', () => {
  const encoder = new AttributeEncoder((_key, text) => text);
  const shared = sharedAttributes({ a: undefined, b: 'y' });

  expect(readBack(encoder, [shared, { a: 'x', b: 'z' }])).toEqual({ a: 'x', b: 'y' });
});
