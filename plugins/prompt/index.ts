import { resolve } from 'node:path';
import { definePlugin, GlassgateError, notes, services, slots } from 'glassgate/plugin-api';
import { z } from 'zod';
import { promptDoubts } from './doubts.ts';
import { findPrompt } from './find-prompt.ts';
import { type KnownPrompt, promptFor } from './known-prompt.ts';
import { promptMetrics } from './metrics.ts';
import { PromptFile, type PromptUse } from './prompt-file.ts';
import { promptSpans } from './spans.ts';

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
  spans: promptSpans,
  needs: { request: slots.solveRequest },
  adds: { prompt: slots.prompt },
  setup({ config, baseDir, log, metrics, provide }) {
    const { reads, cache } = metrics.declare(promptMetrics);
    const used = (result: PromptUse) => {
      cache.increment({ result });
      if (result === 'miss' || result === 'reload') reads.increment({});
    };
    const promptsOf = (entries: typeof config.prompts): ReadonlyMap<string, KnownPrompt> =>
      new Map(
        entries.map(({ prompt_id: id, file: path, default_max_chat_uses: uses }) => {
          const file = new PromptFile(resolve(baseDir, path), (err) =>
            log.warn({ event: 'prompt.unreadable', err, prompt_id: id }, 'prompt file cannot be read'),
          );
          return [id, { id, defaultMaxChatUses: uses || defaultUses, file }];
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
        if (request.client !== undefined) call.note(notes.client, { name: request.client.name });
        const prompt = findPrompt(prompts, request);
        if (!GlassgateError.is(prompt)) return next({ prompt: promptFor(call, prompt, used) });
        call.event('prompt.resolve_failed', { reason: prompt.code });
        throw prompt;
      },
    };
  },
});
