import { leaksIn } from './corpus/leaks.ts';
import { vectors } from './corpus/vectors.ts';
import { createRedactor } from './create-redactor.ts';

const { head } = createRedactor();
const password = `S3C${'RET'}`;

describe('Redactor.head', () => {
  it('keeps a text of exactly the limit', () => {
    expect(head('x'.repeat(300), 300)).toEqual({ text: 'x'.repeat(300), isWhole: true });
  });

  it('cuts a longer text', () => {
    expect(head('x'.repeat(301), 300)).toEqual({ text: 'x'.repeat(300), isWhole: false });
  });

  it('redacts before it cuts, so that a text that fits afterwards is whole', () => {
    expect(head(`a://u:${'p'.repeat(400)}@h`, 300)).toEqual({ text: 'a://u:***@h', isWhole: true });
  });

  it.each([
    ['the @ lies between limit and window', 600],
    ['the @ lies beyond the window', 5000],
  ])('lets no piece of a password survive the cut: %s', (_, passwordChars) => {
    const text = `${'x'.repeat(280)} a://u:${password.repeat(passwordChars / 6)}@h ${'y'.repeat(9000)}`;

    expect(head(text, 300).text).not.toContain('S3');
  });

  it('lets no piece of any secret survive, wherever the cut falls', () => {
    const leaks = vectors.flatMap(({ text, secret }) => {
      const long = `${text} ${'y'.repeat(3000)}`;
      const heads = Array.from({ length: text.length + 1 }, (_, limit) => head(long, limit).text);
      return heads.flatMap((beginning) => leaksIn(beginning, secret));
    });

    expect(leaks).toEqual([]);
  });

  it('does not look beyond its window', () => {
    const told: string[] = [];
    const watched = createRedactor({ onRedaction: (rule) => told.push(rule) });

    watched.head(`${'x '.repeat(1000)} password=${password}`, 100);

    expect(told).toEqual([]);
  });

  it('cuts neither a mask nor a pair of surrogates in two', () => {
    expect(head(`${'x'.repeat(289)} password=${password} ${'y'.repeat(99)}`, 300).text).toMatch(/=$/);
    expect(head(`${'x'.repeat(299)}😀`, 300).text).toBe('x'.repeat(299));
    expect(head(`${'x'.repeat(298)}😀`, 300)).toEqual({ text: `${'x'.repeat(298)}😀`, isWhole: true });
    const atWindow = `password=${password.repeat(200)} ${'y'.repeat(113)}😀z`;
    expect(head(atWindow, 300).text).not.toMatch(/[\ud800-\uffff]/);
  });

  it('shows everything when redaction is off', () => {
    expect(createRedactor({ enabled: false }).head(`a://u:${password}@h xxx`, 16).text).toBe(
      `a://u:${password}@h x`,
    );
  });
});
