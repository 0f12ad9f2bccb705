import type { ExchangeReply } from '../plugin-api/exchange.ts';

/** A worker's body as JSON, or as it is when it is none. */
export function readBody(text: string): Pick<ExchangeReply, 'body' | 'isJson'> {
  try {
    return { body: JSON.parse(withoutByteOrderMark(text)), isJson: true };
  } catch {
    return { body: text, isJson: false };
  }
}

function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
