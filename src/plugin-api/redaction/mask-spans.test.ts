import { maskSpans } from './mask-spans.ts';
import type { RedactionRuleId } from './rules.ts';

const rule: RedactionRuleId = 'kv_assignment';

describe('maskSpans', () => {
  it('masks spans in any order, and one mask for those that overlap or touch', () => {
    const spans = [
      { start: 8, end: 9, rule },
      { start: 3, end: 5, rule },
      { start: 1, end: 4, rule },
      { start: 5, end: 6, rule },
    ];

    expect(maskSpans('0123456789', spans, undefined)).toBe('0***67***9');
  });

  it('tells the rule of what begins first', () => {
    const told: RedactionRuleId[] = [];
    const spans = [
      { start: 2, end: 3, rule },
      { start: 1, end: 4, rule: 'jwt' as const },
    ];

    maskSpans('012345', spans, (id) => told.push(id));

    expect(told).toEqual(['jwt']);
  });

  it('puts quotes around a value that had none', () => {
    expect(maskSpans('{"pin":12}', [{ start: 7, end: 9, rule, quote: '"' }], undefined)).toBe(
      '{"pin":"***"}',
    );
  });
});
