import type { IncomingHttpHeaders } from 'node:http';

const maxMs = 24 * 60 * 60 * 1000;
const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** How long a provider asks to be left alone: `Retry-After`, else the latest `X-RateLimit-Reset*`. */
export function retryAfterMs(headers: IncomingHttpHeaders, now: number): number | undefined {
  const asked = secondsOrDate(headers['retry-after'], now);
  if (asked !== undefined) return within(asked);
  const resets = Object.entries(headers)
    .filter(([name]) => name.startsWith('x-ratelimit-reset'))
    .map(([, value]) => resetMs(String(value), now))
    .filter((ms) => ms !== undefined);
  return resets.length === 0 ? undefined : within(Math.max(...resets));
}

function secondsOrDate(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date - now;
}

/** Seconds, a time as seconds or milliseconds since the epoch, or a duration such as `6m0s` or `20ms`. */
function resetMs(text: string, now: number): number | undefined {
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(text)) {
    const value = Number(text);
    if (value > 1e11) return value - now;
    return value > 1e9 ? value * 1000 - now : value * 1000;
  }
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0) return secondsOrDate(text, now);
  return parts.reduce((sum, [, value, unit = 's']) => sum + Number(value) * (units[unit] ?? 0), 0);
}

function within(ms: number): number {
  return Math.min(maxMs, Math.max(0, Math.round(ms)));
}
