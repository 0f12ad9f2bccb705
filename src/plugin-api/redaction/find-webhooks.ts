import type { Span } from './mask-spans.ts';

const prefixes = [
  String.raw`hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/`,
  String.raw`discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/\d{1,24}/`,
  String.raw`open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/v2/hook/`,
  String.raw`[\w-]{1,63}\.webhook\.office\.com/webhookb2/`,
  String.raw`api\.telegram\.org/(?:file/)?bot`,
];
const slash = String.raw`(?:\\{0,127}/|%2f)`;
const webhook = new RegExp(`(?:${prefixes.join('|').replaceAll('/', slash)})([\\w@.:/\\\\-]+)`, 'gi');
const hints = ['hook', 'telegram'];

/** Finds the secret part of addresses that anybody who knows them may post to. */
export function findWebhooks(text: string, found: Span[]): void {
  if (!hints.some((hint) => text.includes(hint))) return;
  for (const match of text.matchAll(webhook)) {
    const end = match.index + match[0].length;
    const secret = (match[1] as string).replace(/\\+$/, '');
    const start = end - (match[1] as string).length;
    found.push({ start, end: start + secret.length, rule: 'webhook_url' });
  }
}
