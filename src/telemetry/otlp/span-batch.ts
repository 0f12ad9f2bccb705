import { ByteWriter } from './byte-writer.ts';

/** Name and version of what made a span. */
export interface Scope {
  readonly name: string;
  readonly version?: string | undefined;
}

/** The spans of one scope, as fields of `ScopeSpans`. */
export interface ScopePart {
  readonly scope: Scope;
  readonly spans: Buffer;
}

export interface SealedBatch {
  readonly parts: readonly ScopePart[];
  readonly spanCount: number;
  /** Nobody reads the parts any more: their memory is used again. */
  recycle(): void;
}

interface OpenPart {
  readonly scope: Scope;
  readonly writer: ByteWriter;
}

// About what a batch of the default size takes, so that its buffer rarely grows.
const initialBytes = 262_144;
const maxSpareWriters = 2;
const maxSpareBytes = 4 * initialBytes;

/** Collects encoded spans by scope. They are written here at once, and not copied before they are sent. */
export class SpanBatch {
  spanCount = 0;
  readonly #parts: OpenPart[] = [];
  // Large buffers that come and go are what starts most of the long collections of garbage.
  readonly #spare: ByteWriter[] = [];

  /** Where the next span of a scope is to be written. */
  begin(scope: Scope): ByteWriter {
    return this.#partOf(scope).writer;
  }

  /** It was written. */
  added(): void {
    this.spanCount += 1;
  }

  /** Its spans so far; the batch is empty afterwards. */
  seal(): SealedBatch {
    const open = this.#parts.splice(0);
    const parts = open.map(({ scope, writer }) => {
      return { scope, spans: writer.bytes.subarray(0, writer.length) };
    });
    const { spanCount } = this;
    this.spanCount = 0;
    const [first] = open;
    return { parts, spanCount, recycle: () => this.#recycle(first?.writer) };
  }

  #recycle(writer: ByteWriter | undefined): void {
    if (writer === undefined || this.#spare.length >= maxSpareWriters) return;
    if (writer.bytes.length > maxSpareBytes) return;
    writer.reset();
    this.#spare.push(writer);
  }

  #partOf(scope: Scope): OpenPart {
    for (const part of this.#parts) if (part.scope === scope) return part;
    const isFirst = this.#parts.length === 0;
    const spare = isFirst ? this.#spare.pop() : undefined;
    const part = { scope, writer: spare ?? new ByteWriter(isFirst ? initialBytes : 16_384) };
    this.#parts.push(part);
    return part;
  }
}
