import { resolve } from 'node:path';
import { defaultSection, type IoLogConfig } from './config.ts';

export interface Settings {
  readonly enabled: boolean;
  /** Absolute. */
  readonly dir: string;
  readonly maxBytes: number;
  readonly backupCount: number;
  readonly includeBodies: boolean;
  readonly redactSecrets: boolean;
  readonly maxFieldChars: number;
  readonly level: string;
}

export interface ResolveOptions {
  readonly config: IoLogConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a relative `dir` of the config file starts. */
  readonly baseDir: string;
  /** Where a relative `dir` of the environment starts. */
  readonly cwd: string;
}

export interface ResolvedSettings {
  readonly settings: Settings;
  /** Variables that are set but make no sense, so that the setting below them stays. */
  readonly ignoredVariables: readonly string[];
}

const prefix = 'ORCH_CONTAINER_IO_LOG_';
const words = new Map([
  ...['1', 'true', 'yes', 'y', 'on'].map((word) => [word, true] as const),
  ...['0', 'false', 'no', 'n', 'off'].map((word) => [word, false] as const),
]);

/** Merge environment over config, and clamp. */
export function resolveSettings({ config, env, baseDir, cwd }: ResolveOptions): ResolvedSettings {
  const section = config.container_io_log ?? defaultSection;
  const ignoredVariables: string[] = [];

  const override = <T>(key: string, parse: (text: string) => T | undefined): T | undefined => {
    const text = env[prefix + key]?.trim();
    if (text === undefined || text === '') return undefined;
    const value = parse(text);
    if (value === undefined) ignoredVariables.push(prefix + key);
    return value;
  };
  const asText = (text: string) => text;

  const settings: Settings = {
    enabled: override('ENABLED', parseBoolean) ?? section.enabled,
    dir: resolve(cwd, override('DIR', asText) ?? resolve(baseDir, section.dir)),
    maxBytes: Math.max(1024, override('MAX_BYTES', parseInteger) ?? section.max_bytes),
    backupCount: Math.max(0, override('BACKUP_COUNT', parseInteger) ?? section.backup_count),
    includeBodies: override('INCLUDE_BODIES', parseBoolean) ?? section.include_bodies,
    redactSecrets: override('REDACT_SECRETS', parseBoolean) ?? section.redact_secrets,
    maxFieldChars: Math.max(256, override('MAX_FIELD_CHARS', parseInteger) ?? section.max_field_chars),
    level: override('LEVEL', asText) ?? section.level,
  };
  return { settings, ignoredVariables };
}

function parseBoolean(text: string): boolean | undefined {
  return words.get(text.toLowerCase());
}

function parseInteger(text: string): number | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
