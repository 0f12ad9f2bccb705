import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Writes text in a style, or plainly where nobody sees colours. */
export type Paint = (style: Style, text: string) => string;

export function createPaint(hasColours: boolean): Paint {
  return (style, text) => (hasColours ? styleText(style, text, { validateStream: false }) : text);
}

const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** What others wrote must not move the cursor or change the colours of a terminal. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, '�');
}

/** To a width, with an ellipsis where something was cut off. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

export function millis(ms: number): string {
  return `${ms.toFixed(ms < 100 ? 1 : 0)} ms`;
}
