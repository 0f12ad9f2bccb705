/** One field of a protobuf message. */
export interface Field {
  readonly number: number;
  /** Of a varint; 0 for other wire types. */
  readonly value: bigint;
  /** Of everything but a varint. */
  readonly bytes: Buffer;
}

const none = Buffer.alloc(0);

/** The fields of a message, in order. It reads what ByteWriter wrote, so nothing is checked. */
export function* fieldsOf(message: Buffer): Generator<Field> {
  const cursor = { at: 0 };
  while (cursor.at < message.length) {
    const key = Number(readVarint(message, cursor));
    const number = key >> 3;
    const wireType = key & 7;
    if (wireType === 0) {
      yield { number, value: readVarint(message, cursor), bytes: none };
      continue;
    }
    const length = lengthOf(wireType, message, cursor);
    yield { number, value: 0n, bytes: message.subarray(cursor.at, cursor.at + length) };
    cursor.at += length;
  }
}

function lengthOf(wireType: number, message: Buffer, cursor: { at: number }): number {
  if (wireType === 1) return 8;
  return wireType === 5 ? 4 : Number(readVarint(message, cursor));
}

function readVarint(message: Buffer, cursor: { at: number }): bigint {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = message[cursor.at++] ?? 0;
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return value;
  }
}
