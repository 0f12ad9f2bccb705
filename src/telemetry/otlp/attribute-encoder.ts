import type { Attributes } from '@opentelemetry/api';
import { blockOf, type WrittenBlock } from '../shared-attributes.ts';
import { ByteWriter } from './byte-writer.ts';
import { encodeAttribute, type ShownText } from './encode-attribute.ts';
import { UsualValues } from './usual-values.ts';

/** Keys come from code. Should somebody make them up as he goes, memory stays bounded. */
const maxKeys = 1_024;

/** Writes the attributes of spans, events and links, and remembers how. */
export class AttributeEncoder {
  readonly #shown: ShownText;
  readonly #keys = new Map<string, UsualValues>();
  #span = 0;
  /** What blocks of attributes are signed with: one that was written under other rules must not be used. */
  #signature = {};

  constructor(shown: ShownText) {
    this.#shown = shown;
  }

  /** What may be shown has changed. */
  forget(): void {
    this.#keys.clear();
    this.#signature = {};
  }

  /** All attributes of one span, the groups that count most first: a key is written once. */
  startSpan(): void {
    this.#span += 1;
    // Between two spans: within one it would be forgotten which keys were written.
    if (this.#keys.size >= maxKeys) this.forget();
  }

  writeGroup(writer: ByteWriter, field: number, attributes: Attributes): void {
    const block = blockOf(attributes);
    if (block !== undefined && this.#writeBlock(writer, field, { block, attributes })) return;
    for (const key in attributes) {
      const value = attributes[key];
      if (value === undefined || value === null) continue;
      const values = this.#valuesOf(key);
      if (values.writtenIn === this.#span) continue;
      values.writtenIn = this.#span;
      values.write(writer, field, value);
    }
  }

  /** Attributes that stand alone, as those of an event. False when something had to be masked. */
  writeAll(writer: ByteWriter, field: number, attributes: Attributes): boolean {
    let isClean = true;
    for (const key in attributes) {
      const value = attributes[key];
      if (value === undefined || value === null) continue;
      if (!this.#valuesOf(key).write(writer, field, value)) isClean = false;
    }
    return isClean;
  }

  /** False when some of it was replaced in this span, or has to be masked. */
  #writeBlock(writer: ByteWriter, field: number, { block, attributes }: Shared): boolean {
    if (block.by !== this.#signature) this.#renew(block, field, attributes);
    if (block.bytes === undefined) return false;
    for (const key of block.keys) if (key.writtenIn === this.#span) return false;
    for (const key of block.keys) key.writtenIn = this.#span;
    writer.append(block.bytes);
    return true;
  }

  #renew(block: WrittenBlock, field: number, attributes: Attributes): void {
    const writer = new ByteWriter(512);
    const isClean = this.writeAll(writer, field, attributes);
    block.bytes = isClean ? writer.bytes.subarray(0, writer.length) : undefined;
    const written = Object.keys(attributes).filter((key) => attributes[key] != null);
    block.keys = written.map((key) => this.#valuesOf(key));
    block.by = this.#signature;
  }

  #valuesOf(key: string): UsualValues {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    const values = new UsualValues((writer, field, value) =>
      encodeAttribute(writer, { field, key, value, shown: this.#shown }),
    );
    this.#keys.set(key, values);
    return values;
  }
}

interface Shared {
  readonly block: WrittenBlock;
  readonly attributes: Attributes;
}
