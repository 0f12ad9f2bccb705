import { definePlugin, solveAnswer } from 'glassgate/plugin-api';
import { z } from 'zod';

/** Answers in capitals. */
export default definePlugin({
  name: 'shout',
  config: z.object({ shout: z.object({ mark: z.string().default('!') }).prefault({}) }),
  answer: solveAnswer,
  setup({ config, metrics }) {
    const answers = metrics.counter({ name: 'answers_total', help: 'Answers turned into capitals.' });
    return {
      async stage(_call, next) {
        const answer = await next();
        answers.increment({});
        return { ...answer, text: answer.text.toUpperCase() + config.shout.mark };
      },
    };
  },
});
