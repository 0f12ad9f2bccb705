const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
const ellipsis = '…';

/** At most `maxBytes` bytes of UTF-8, cut between characters as people see them, with `…` where it was cut. */
export function truncateUtf8(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const room = maxBytes - Buffer.byteLength(ellipsis);
  let [bytes, end] = [0, 0];
  // A text of n bytes has at most n code units, so the rest need not be looked at.
  for (const { segment } of segmenter.segment(text.slice(0, maxBytes))) {
    bytes += Buffer.byteLength(segment);
    if (bytes > room) break;
    end += segment.length;
  }
  return room < 0 ? '' : text.slice(0, end) + ellipsis;
}
