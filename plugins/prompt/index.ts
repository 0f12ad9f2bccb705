import { resolve } from 'node:path';
import {
  definePlugin,
  GlassgateError,
  notes,
  type Prompt,
  type SolveClient,
  services,
  slots,
} from 'glassgate/plugin-api';
import { z } from 'zod';
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
        if (prompt !== undefined) return next({ prompt });
        const id = request.promptId.slice(0, 200);
        throw new GlassgateError('INVALID_REQUEST', `There is no prompt '${id}'.`, {
          details: { prompt_id: id },
        });
      },
    };
  },
});

function refusePromptOfOthers(promptId: string, { name, prompts }: SolveClient): void {
  if (prompts === undefined || prompts.includes(promptId)) return;
  const id = promptId.slice(0, 200);
  throw new GlassgateError('FORBIDDEN', `Client '${name}' may not use the prompt '${id}'.`, {
    details: { prompt_id: id },
  });
}
