import { GlassgateError, type SolveRequest } from 'glassgate/plugin-api';
import type { KnownPrompt } from './known-prompt.ts';

const maxNamed = 10;
/** A client may send anything for an id, however long. */
const maxIdChars = 200;

/** The prompt that a request names, or why it gets none. */
export function findPrompt(
  prompts: ReadonlyMap<string, KnownPrompt>,
  request: SolveRequest,
): KnownPrompt | GlassgateError {
  const { client, promptId } = request;
  const id = promptId.slice(0, maxIdChars);
  const details = { prompt_id: id };
  if (client?.prompts !== undefined && !client.prompts.includes(promptId)) {
    const message = `Client '${client.name}' may not use the prompt '${id}'.`;
    return new GlassgateError('FORBIDDEN', message, { details });
  }
  const prompt = prompts.get(promptId);
  if (prompt !== undefined) return prompt;
  const message = `There is no prompt '${id}'.${known(prompts, request)}`;
  return new GlassgateError('INVALID_REQUEST', message, { details });
}

/** The prompts that the client may use, for whoever has misspelt one. */
function known(prompts: ReadonlyMap<string, unknown>, { client }: SolveRequest): string {
  const ids = [...prompts.keys()].filter((id) => client?.prompts?.includes(id) ?? true);
  if (ids.length === 0) return '';
  const rest = ids.length > maxNamed ? ', …' : '';
  return ` Known: ${ids.slice(0, maxNamed).join(', ')}${rest}.`;
}
