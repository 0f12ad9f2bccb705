import { mask, type RedactionRuleId } from './rules.ts';

/** A part of a text that must not be shown. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly rule: RedactionRuleId;
  /** Put around the mask where a value without quotes stood in JSON, so that it stays JSON. */
  readonly quote?: string;
}

export type OnRedaction = (rule: RedactionRuleId) => void;

/** The text with every span masked. Spans may overlap and come in any order. */
export function maskSpans(text: string, spans: Span[], onRedaction: OnRedaction | undefined): string {
  spans.sort((a, b) => a.start - b.start || b.end - a.end);
  let masked = '';
  let copiedTo = 0;
  let index = 0;
  while (index < spans.length) {
    const first = spans[index] as Span;
    let end = first.end;
    index += 1;
    for (let next = spans[index]; next !== undefined && next.start <= end; next = spans[index]) {
      end = Math.max(end, next.end);
      index += 1;
    }
    masked += text.slice(copiedTo, first.start) + maskOne(text.slice(first.start, end), first, onRedaction);
    copiedTo = end;
  }
  return masked + text.slice(copiedTo);
}

function maskOne(secret: string, { rule, quote = '' }: Span, onRedaction: OnRedaction | undefined): string {
  if (secret === mask) return secret;
  onRedaction?.(rule);
  return quote + mask + quote;
}
