import {
  definePlugin,
  GlassgateError,
  llmAnswer,
  llmServices,
  llmSlots,
  services,
  solveChain,
} from 'glassgate/plugin-api';
import { writeModel } from './answer.ts';
import { Conversations } from './conversation.ts';
import { solveCompletion } from './solve-completion.ts';

const prefix = 'solve/';
const maxConversations = 10_000;

/** Offers each start prompt of the pool as a model of the OpenAI API. */
export default definePlugin({
  name: 'solve-model',
  chain: 'openai',
  needs: { request: llmSlots.llmRequest },
  answer: llmAnswer,
  opens: [solveChain],
  before: ['provider'],
  setup({ chain, use }) {
    const prompts = use(services.promptDirectory);
    const sources = use(llmServices.modelSources);
    const parts = { start: chain(solveChain), conversations: new Conversations(maxConversations) };
    return {
      start: () =>
        sources().add({
          models: () =>
            prompts()
              .ids()
              .map((id) => ({ id: prefix + id, ownedBy: 'glassgate' })),
          providers: () => [],
          nameFor: () => undefined,
        }),
      async stage(call, next) {
        const { model, method, target, reply } = call.values.request;
        if (model?.startsWith(prefix) !== true) return next();
        const promptId = model.slice(prefix.length);
        if (!prompts().ids().includes(promptId)) throw noSuchModel(promptId);
        if (method === 'GET') return writeModel(reply, model);
        if (/^\/chat\/completions(?:\?|$)/.test(target)) return solveCompletion(call, promptId, parts);
        throw new GlassgateError('INVALID_REQUEST', `The model '${model}' serves chat completions only.`);
      },
    };
  },
});

function noSuchModel(promptId: string): GlassgateError {
  return new GlassgateError('NOT_FOUND', `There is no start prompt '${promptId.slice(0, 100)}'.`, {
    details: { reason: 'model_not_found' },
  });
}
