import type { AttributeValue } from '@opentelemetry/api';
import type { ByteWriter } from './byte-writer.ts';

/** What of a text may be shown; the key is '' where a text has none. */
export type ShownText = (key: string, text: string) => string;

// Tags of opentelemetry/proto/common/v1/common.proto.
const pairTag = { key: 0x0a, value: 0x12 } as const;
const valueTag = { string: 0x0a, bool: 0x10, int: 0x18, double: 0x21, array: 0x2a } as const;
const element = 0x0a;

export interface AttributeField {
  /** Tag of the field in the message around it. */
  readonly field: number;
  readonly key: string;
  readonly value: AttributeValue;
  readonly shown: ShownText;
}

/** Write one `KeyValue`. False when something had to be masked. */
export function encodeAttribute(writer: ByteWriter, { field, key, value, shown }: AttributeField): boolean {
  const start = writer.open(field, 1);
  writer.text(pairTag.key, key);
  const valueStart = writer.open(pairTag.value, 1);
  const isClean = Array.isArray(value)
    ? encodeArray(writer, value, { key, shown })
    : encodeShown(writer, value, { key, shown });
  writer.close(valueStart, 1);
  writer.close(start, 1);
  return isClean;
}

type Show = Pick<AttributeField, 'key' | 'shown'>;

function encodeArray(writer: ByteWriter, values: readonly unknown[], show: Show): boolean {
  let isClean = true;
  const start = writer.open(valueTag.array, 1);
  for (const value of values) {
    const elementStart = writer.open(element, 1);
    if (!encodeShown(writer, value, show)) isClean = false;
    writer.close(elementStart, 1);
  }
  writer.close(start, 1);
  return isClean;
}

function encodeShown(writer: ByteWriter, value: unknown, { key, shown }: Show): boolean {
  const visible = typeof value === 'string' ? shown(key, value) : value;
  encodeScalar(writer, visible);
  return visible === value;
}

/** A value that OTLP has no type for is left empty. */
function encodeScalar(writer: ByteWriter, value: unknown): void {
  if (typeof value === 'string') {
    writer.text(valueTag.string, value);
    return;
  }
  writer.reserve(16);
  if (typeof value === 'boolean') {
    writer.byte(valueTag.bool);
    writer.byte(value ? 1 : 0);
  } else if (typeof value === 'number') {
    encodeNumber(writer, value);
  }
}

function encodeNumber(writer: ByteWriter, value: number): void {
  if (!Number.isSafeInteger(value)) {
    writer.byte(valueTag.double);
    writer.double(value);
    return;
  }
  writer.byte(valueTag.int);
  if (value >= 0) {
    writer.varint(value);
    return;
  }
  // Two's complement in 64 bits: always ten bytes.
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) writer.byte(Number(rest & 127n) | 128);
  writer.byte(Number(rest));
}
