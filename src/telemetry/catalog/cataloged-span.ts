import type { CatalogedAttributes, SpanCatalog } from '../../plugin-api/spans.ts';

export interface CatalogedSpan {
  /** How spans of this kind are called: a part in braces takes values of a closed set, never an id. */
  readonly name: string;
  readonly kind: 'SERVER' | 'INTERNAL' | 'CLIENT';
  readonly help: string;
  readonly attributes: CatalogedAttributes;
}

export interface PluginSpans {
  readonly plugin: string;
  readonly spans: SpanCatalog;
}
