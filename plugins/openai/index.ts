import { definePlugin, llmServices, openaiChain } from 'glassgate/plugin-api';
import { openaiConfig } from './config.ts';
import { openaiMetrics } from './metrics.ts';
import { ModelList } from './model-list.ts';
import { openaiRoutes } from './routes.ts';

/** The routes of the OpenAI API: from HTTP to the chain `openai` and back. */
export default definePlugin({
  name: 'openai',
  config: openaiConfig,
  metrics: openaiMetrics,
  opens: [openaiChain],
  setup({ config, log, metrics, chain, provide }) {
    let settings = config;
    const start = chain(openaiChain);
    const models = new ModelList({ start, settings: () => settings, log, now: () => performance.now() });
    provide(llmServices.modelSources, models);
    return {
      routes: openaiRoutes({
        start,
        settings: () => settings,
        metrics: metrics.declare(openaiMetrics),
        log,
        models,
      }),
      reload: (fresh) => () => {
        settings = fresh;
        models.forget();
      },
    };
  },
});
