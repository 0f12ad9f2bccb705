import { defineMetrics, definePlugin, solveAnswer } from 'glassgate/plugin-api';
import { z } from 'zod';

const shoutMetrics = defineMetrics({
  answers: {
    type: 'counter',
    name: 'answers_total',
    help: 'Answers turned into capitals.',
    unit: 'answers',
    moves: 'When an answer leaves the plugin.',
  },
});

/** Answers in capitals. */
export default definePlugin({
  name: 'shout',
  config: z.object({ shout: z.object({ mark: z.string().default('!') }).prefault({}) }),
  metrics: shoutMetrics,
  answer: solveAnswer,
  setup({ config, metrics }) {
    const { answers } = metrics.declare(shoutMetrics);
    return {
      async stage(_call, next) {
        const answer = await next();
        answers.increment({});
        return { ...answer, text: answer.text.toUpperCase() + config.shout.mark };
      },
    };
  },
});
