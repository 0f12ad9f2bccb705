import { cutKey, cutPlain, cutText } from './cut-text.ts';

const rules = { maxChars: 300, redactSecrets: true };

describe('cutText', () => {
  it('keeps a string of exactly the limit', () => {
    expect(cutText('x'.repeat(300), rules)).toBe('x'.repeat(300));
  });

  it('replaces a longer string by its length and its beginning', () => {
    expect(cutText('x'.repeat(301), rules)).toEqual({ __truncated__: true, len: 301, head: 'x'.repeat(300) });
  });

  it('redacts before it cuts, so that a string that fits afterwards stays a string', () => {
    expect(cutText(`a://u:${'p'.repeat(400)}@h`, rules)).toBe('a://u:***@h');
  });

  it.each([
    ['the @ lies between limit and window', 600],
    ['the @ lies beyond the window', 5000],
  ])('lets no piece of a password survive the cut: %s', (_, passwordChars) => {
    const text = `${'x'.repeat(280)} a://u:${'S3CRET'.repeat(passwordChars / 6)}@h ${'y'.repeat(9000)}`;

    expect(JSON.stringify(cutText(text, rules))).not.toContain('S3');
  });

  it('leaves no half of a surrogate pair at the cut', () => {
    expect(cutText(`${'x'.repeat(299)}😀`, rules)).toMatchObject({ head: `${'x'.repeat(299)}\uFFFD` });
  });

  it('writes verbatim when redaction is off', () => {
    expect(cutText('a://u:secret@h', { ...rules, redactSecrets: false })).toBe('a://u:secret@h');
  });
});

describe('cutPlain', () => {
  it('stays a string', () => {
    expect(cutPlain(`a://u:secret@h ${'x'.repeat(2000)}`, rules)).toBe(`a://u:***@h ${'x'.repeat(288)}`);
  });
});

describe('cutKey', () => {
  it('redacts and shortens names', () => {
    expect(cutKey('a://u:secret@h', true)).toBe('a://u:***@h');
    expect(cutKey('k'.repeat(5000), true)).toHaveLength(256);
  });
});
