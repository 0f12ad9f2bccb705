const shape =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+\- ]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * An ISO 8601 date or time in the form that `timestamp` writes, so that two of them compare as text; undefined
 * when it is none. Without an offset it is UTC, and a blank before the offset is the `+` of a URL that nobody
 * encoded. Digits beyond microseconds are cut off.
 */
export function normalInstant(text: string): string | undefined {
  const [, date, minutes = '00:00', seconds = '00', fraction = '', offset = 'Z'] = shape.exec(text) ?? [];
  const offsetMinutes = minutesOf(offset);
  const local = new Date(`${date}T${minutes}:${seconds}Z`);
  if (offsetMinutes === undefined || Number.isNaN(local.getTime())) return undefined;
  // The parser of dates turns February 30 into March 2, and 24:00 into the next day.
  if (!local.toISOString().startsWith(`${date}T${minutes}:${seconds}`)) return undefined;
  const [instant, ...rest] = new Date(local.getTime() - offsetMinutes * 60_000).toISOString().split('.');
  const isInRange = instant?.length === 'yyyy-mm-ddThh:mm:ss'.length && rest.length > 0;
  return isInRange ? `${instant}.${fraction.slice(0, 6).padEnd(6, '0')}+00:00` : undefined;
}

function minutesOf(offset: string): number | undefined {
  if (/^z$/i.test(offset)) return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', ''));
  if (hours > 23 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
