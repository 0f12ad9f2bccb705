import { ConfigError } from './config-error.ts';
import { allowedLevels, type LogLevel, parseLogLevel } from './log-level.ts';
import type { Env } from './references.ts';

export interface Environment {
  readonly configPath: string;
  readonly host: string;
  readonly port: number;
  readonly sqlitePath: string;
  /** Undefined when no variable sets it: the config file decides. */
  readonly logLevel: LogLevel | undefined;
}

const configPathMissing =
  "CONFIG_PATH is not set. Set it to your config.yaml, or run 'npm run demo' to try Glassgate with embedded defaults.";

/** Read the variables that the core knows. A blank variable counts as not set. */
export function readEnvironment(env: Env): Environment {
  const problems: string[] = [];
  const configPath = setValue(env, 'CONFIG_PATH');
  if (configPath === undefined) problems.push(configPathMissing);

  const portVariable = firstSet(env, ['PORT', 'SIDECAR_PORT']);
  const port = parsePort(setValue(env, portVariable) ?? '9000');
  if (port === undefined) problems.push(`${portVariable} must be a whole number from 0 to 65535.`);

  const levelVariable = firstSet(env, ['ORCH_LOG_LEVEL', 'LOG_LEVEL', 'SIDECAR_LOG_LEVEL']);
  const levelName = setValue(env, levelVariable);
  const logLevel = levelName === undefined ? undefined : parseLogLevel(levelName);
  if (levelName !== undefined && logLevel === undefined) {
    problems.push(`${levelVariable} must be one of ${allowedLevels}.`);
  }

  if (configPath === undefined || port === undefined || problems.length > 0) {
    throw new ConfigError(problems.map((message) => ({ path: [], message, severity: 'error' })));
  }
  return {
    configPath,
    host: setValue(env, firstSet(env, ['HOST', 'SIDECAR_HOST'])) ?? '127.0.0.1',
    port,
    sqlitePath: setValue(env, 'SQLITE_PATH') ?? './data/orchestrator.sqlite',
    logLevel,
  };
}

/** The first of these names that has a value; names of other programs that this one replaces come last. */
function firstSet(env: Env, names: readonly [string, ...string[]]): string {
  return names.find((name) => setValue(env, name) !== undefined) ?? names[0];
}

function setValue(env: Env, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value.trim() === '' ? undefined : value;
}

function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
}
