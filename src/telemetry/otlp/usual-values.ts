import type { AttributeValue } from '@opentelemetry/api';
import type { ByteWriter } from './byte-writer.ts';

/** Of the values beyond these, as ids have, only the last one is remembered. */
const maxUsual = 64;
const longestRemembered = 128;
const largestRemembered = 65_535;

/** Writes a field of that tag. False when something had to be masked: that is to be seen, and counted, every time. */
export type WriteField = (writer: ByteWriter, field: number, value: AttributeValue) => boolean;

/**
 * How the usual values of one key are written: what a span says was mostly said a moment ago, and to copy it
 * takes a fraction of looking it through and encoding it again.
 */
export class UsualValues {
  /** The span that has this key already, by the encoder's count. */
  writtenIn = 0;
  readonly #encode: WriteField;
  readonly #usual = new Map<AttributeValue, Uint8Array>();
  #lastValue: AttributeValue | undefined;
  #last: Uint8Array | undefined;

  constructor(encode: WriteField) {
    this.#encode = encode;
  }

  /** False as for `WriteField`. */
  write(writer: ByteWriter, field: number, value: AttributeValue): boolean {
    const usual = this.#usual.get(value);
    if (usual !== undefined) {
      writer.field(field, usual);
    } else if (this.#last !== undefined && value === this.#lastValue) {
      writer.field(field, this.#last);
    } else {
      const start = writer.length;
      if (!this.#encode(writer, field, value)) return false;
      this.#remember(value, writer, start + 1);
    }
    return true;
  }

  /** What was written after the tag of the field. */
  #remember(value: AttributeValue, writer: ByteWriter, start: number): void {
    if (!isRememberable(value)) return;
    if (this.#usual.size < maxUsual) {
      this.#usual.set(value, writer.copy(start));
      return;
    }
    // Numbers that differ are as fast to write as to copy; and most texts that differ are written once.
    if (typeof value !== 'string') return;
    this.#last = value === this.#lastValue ? writer.copy(start) : undefined;
    this.#lastValue = value;
  }
}

function isRememberable(value: AttributeValue): boolean {
  if (typeof value === 'string') return value.length <= longestRemembered;
  if (typeof value === 'boolean') return true;
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= largestRemembered;
}
