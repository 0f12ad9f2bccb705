import { ConfigError } from '../config/config-error.ts';
import { BootError } from '../kernel/boot-error.ts';
import { GlassgateError } from '../plugin-api/error.ts';

/** Why the gateway did not start, for a terminal: sentences, never a stack trace. */
export function explainFailure(error: unknown): string {
  if (error instanceof ConfigError || error instanceof BootError) return error.message;
  if (GlassgateError.is(error)) return `${error.code}: ${error.message}${reasonBehind(error)}`;
  return error instanceof Error ? error.message : String(error);
}

function reasonBehind({ cause }: GlassgateError): string {
  return cause instanceof Error ? ` (${cause.message})` : '';
}
