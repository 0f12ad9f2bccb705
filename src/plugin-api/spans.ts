export type SpanAttributeType = 'string' | 'int' | 'double' | 'boolean' | 'string[]';

export interface CatalogedAttribute {
  readonly type: SpanAttributeType;
  readonly help: string;
  /** Given when the span is opened, so that samplers see it. */
  readonly isAtStart?: boolean;
}

export type CatalogedAttributes = Readonly<Record<string, CatalogedAttribute>>;

/** A span below that of a stage. */
export interface ChildSpanSpec {
  /** What the span is called, or the first word of it; never an id. */
  readonly name: string;
  readonly kind: 'internal' | 'client';
  readonly help: string;
  /** Beside `error.type`, which the core adds to one that fails. */
  readonly attributes: CatalogedAttributes;
}

/** What a plugin writes into traces: for documentation and checks, like its metrics. */
export interface SpanCatalog {
  /** Attributes that it adds to the span of its stage. */
  readonly stage?: CatalogedAttributes;
  /** Attributes that it adds to the span of the run. */
  readonly run?: CatalogedAttributes;
  /** Spans of its own. */
  readonly children?: Readonly<Record<string, ChildSpanSpec>>;
}

/** Describe what a plugin writes into traces: list it under `spans`. A test fails for what is not listed. */
export function defineSpans<const C extends SpanCatalog>(catalog: C): C {
  return catalog;
}
