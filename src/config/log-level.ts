export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const aliases: Readonly<Record<string, LogLevel>> = { warning: 'warn', critical: 'fatal' };

/** For messages: what an operator may write. */
export const allowedLevels = `${logLevels.join(', ')} (or Python's WARNING, CRITICAL), in any case`;

/** Undefined for a name that is no level. */
export function parseLogLevel(name: string): LogLevel | undefined {
  const lower = name.trim().toLowerCase();
  if (Object.hasOwn(aliases, lower)) return aliases[lower];
  return logLevels.find((level) => level === lower);
}
