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
}

interface OpenPart {
  readonly scope: Scope;
  readonly writer: ByteWriter;
}

// About what a batch of the default size takes, so that its buffer rarely grows.
const initialBytes = 262_144;

/** Collects encoded spans by scope. */
export class SpanBatch {
  spanCount = 0;
  readonly #parts: OpenPart[] = [];

  add(scope: Scope, { bytes, length }: ByteWriter): void {
    const { writer } = this.#partOf(scope);
    writer.reserve(length);
    bytes.copy(writer.bytes, writer.length, 0, length);
    writer.length += length;
    this.spanCount += 1;
  }

  /** Its spans so far; the batch is empty afterwards. */
  seal(): SealedBatch {
    const parts = this.#parts.splice(0).map(({ scope, writer }) => {
      return { scope, spans: writer.bytes.subarray(0, writer.length) };
    });
    const { spanCount } = this;
    this.spanCount = 0;
    return { parts, spanCount };
  }

  #partOf(scope: Scope): OpenPart {
    for (const part of this.#parts) if (part.scope === scope) return part;
    const part = { scope, writer: new ByteWriter(this.#parts.length === 0 ? initialBytes : 16_384) };
    this.#parts.push(part);
    return part;
  }
}
