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
    expect(readBack(encoder, [{ same: 'y' }, shared, { [`key.${index}`]: index }])).toEqual({
      same: 'y',
      [`key.${index}`]: index,
    });
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
