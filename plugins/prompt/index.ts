import { resolve } from 'node:path';
import {
  definePlugin,
  GlassgateError,
  notes,
  type Prompt,
  type SolveClient,
  type SolveRequest,
  services,
  slots,
} from 'glassgate/plugin-api';
import { z } from 'zod';
import { promptDoubts } from './doubts.ts';
import { promptMetrics } from './metrics.ts';
import { PromptFile } from './prompt-file.ts';

const defaultUses = 50;

const promptSchema = z.object({
  prompt_id: z.string().min(1),
  file: z.string().min(1),
  // The original reads 0 as "not set".
  default_max_chat_uses: z.int().nonnegative().default(defaultUses),
});

/** Finds the start prompt that a request names. */
export default definePlugin({
  name: 'prompt',
  config: z.object({ prompts: z.array(promptSchema).default([]) }),
  doubts: ({ prompts }, around) => promptDoubts(prompts, around),
  metrics: promptMetrics,
  needs: { request: slots.solveRequest },
  adds: { prompt: slots.prompt },
  setup({ config, baseDir, log, metrics, provide }) {
    const { reads, cache } = metrics.declare(promptMetrics);
    const promptsOf = (entries: typeof config.prompts): ReadonlyMap<string, Prompt> =>
      new Map(
        entries.map(({ prompt_id: id, file, default_max_chat_uses: uses }) => {
          const prompt = new PromptFile(resolve(baseDir, file), {
            onUsed: (result) => {
              cache.increment({ result });
              if (result !== 'hit') reads.increment({});
            },
            onUnreadable: (err) => {
              cache.increment({ result: 'unreadable' });
              log.warn({ event: 'prompt.unreadable', err, prompt_id: id }, 'prompt file cannot be read');
            },
          });
          return [id, { id, defaultMaxChatUses: uses || defaultUses, text: () => prompt.text() }];
        }),
      );
    let prompts = promptsOf(config.prompts);
    provide(services.promptDirectory, { ids: () => [...prompts.keys()] });
    return {
      reload: (fresh) => () => {
        prompts = promptsOf(fresh.prompts);
      },
      stage(call, next) {
        const { request } = call.values;
        if (request.client !== undefined) {
          call.note(notes.client, { name: request.client.name });
          refusePromptOfOthers(request.promptId, request.client);
        }
        const prompt = prompts.get(request.promptId);
        if (prompt !== undefined) {
          call.annotate({ 'glassgate.prompt.id': prompt.id });
          return next({ prompt });
        }
        const id = request.promptId.slice(0, 200);
        throw new GlassgateError('INVALID_REQUEST', `There is no prompt '${id}'.${known(prompts, request)}`, {
          details: { prompt_id: id },
        });
      },
    };
  },
});

const maxNamed = 10;

/** The prompts that the client may use, for whoever has misspelt one. */
function known(prompts: ReadonlyMap<string, Prompt>, { client }: SolveRequest): string {
  const ids = [...prompts.keys()].filter((id) => client?.prompts?.includes(id) ?? true);
  if (ids.length === 0) return '';
  const rest = ids.length > maxNamed ? ', …' : '';
  return ` Known: ${ids.slice(0, maxNamed).join(', ')}${rest}.`;
}

function refusePromptOfOthers(promptId: string, { name, prompts }: SolveClient): void {
  if (prompts === undefined || prompts.includes(promptId)) return;
  const id = promptId.slice(0, 200);
  throw new GlassgateError('FORBIDDEN', `Client '${name}' may not use the prompt '${id}'.`, {
    details: { prompt_id: id },
  });
}
