// Directions and invisible characters make a text read otherwise than it is. Joiners stay: they are a part of letters.
const invisible = /[\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** A text from outside without characters that nobody can see, and without broken ones. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(control, ' ').replace(invisible, '').trim();
}

const zeroWidth = '\u200b';

/** Breaks what a chat program would make a mention or a link of, so that it reads the same and is neither. */
export function defuse(text: string): string {
  return text
    .replace(/[@＠](?=\S)/g, `$&${zeroWidth}`)
    .replace(/<(?=[\s/]*at\b)/gi, '＜')
    .replace(/:\/\//g, `:${zeroWidth}//`)
    .replace(/\b(www|mailto|tel|tg)(?=[.:])/gi, `$1${zeroWidth}`);
}
