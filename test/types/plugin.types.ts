// Checked by tsc, never run: each @ts-expect-error must hide exactly one error.
import { defineAnswer, definePlugin, slots, solveAnswer } from 'glassgate/plugin-api';
import { z } from 'zod';

export const passesOn = definePlugin({
  name: 'passes-on',
  setup: () => ({ stage: (_call, next) => next() }),
});

export const readsAndAdds = definePlugin({
  name: 'reads-and-adds',
  needs: { request: slots.solveRequest },
  adds: { proxy: slots.proxy },
  answer: solveAnswer,
  setup: () => ({
    stage: async ({ values: { request } }, next) => {
      const answer = await next({ proxy: undefined });
      return { ...answer, text: `${request.promptId}: ${answer.text}` };
    },
  }),
});

export const forgetsWhatItAdds = definePlugin({
  name: 'forgets-what-it-adds',
  adds: { prompt: slots.prompt },
  // @ts-expect-error next() must be given the prompt
  setup: () => ({ stage: (_call, next) => next() }),
});

export const addsOnlyHalf = definePlugin({
  name: 'adds-only-half',
  adds: { proxy: slots.proxy, pin: slots.pin },
  // @ts-expect-error the pin is missing, and undefined must be said
  setup: () => ({ stage: (_call, next) => next({ proxy: undefined }) }),
});

export const addsTheWrongType = definePlugin({
  name: 'adds-the-wrong-type',
  adds: { pin: slots.pin },
  // @ts-expect-error the id of a chat session is a number
  setup: () => ({ stage: (_call, next) => next({ pin: { chatSessionId: '7', containerId: 'c1' } }) }),
});

export const addsWhatItDidNotDeclare = definePlugin({
  name: 'adds-what-it-did-not-declare',
  // @ts-expect-error a plugin that adds nothing calls next() with nothing
  setup: () => ({ stage: (_call, next) => next({ proxy: undefined }) }),
});

export const readsWhatItDidNotAskFor = definePlugin({
  name: 'reads-what-it-did-not-ask-for',
  needs: { prompt: slots.prompt },
  setup: () => ({
    stage: (call, next) => {
      // @ts-expect-error the container is not among its needs
      call.log.info(call.values.container);
      return next();
    },
  }),
});

export const changesAValue = definePlugin({
  name: 'changes-a-value',
  needs: { profile: slots.profile },
  setup: () => ({
    stage: ({ values }, next) => {
      // @ts-expect-error slot values are read-only
      values.profile.id = 'other';
      return next();
    },
  }),
});

export const readsAnUnknownKey = definePlugin({
  name: 'reads-an-unknown-key',
  config: z.object({ limit: z.number() }),
  setup: ({ config }) => {
    const limit: number = config.limit;
    // @ts-expect-error the schema has no such key
    const burst: number = config.burst;
    return { close: () => void (limit + burst) };
  },
});

export const answersSomethingElse = definePlugin({
  name: 'answers-something-else',
  answer: solveAnswer,
  // @ts-expect-error the text of an answer is a string
  setup: () => ({ stage: async () => ({ text: 7, raw: [] }) }),
});

export const answersInItsOwnType = definePlugin({
  name: 'answers-in-its-own-type',
  answer: defineAnswer<{ readonly tokens: number }>('completion'),
  setup: () => ({ stage: async () => ({ tokens: 7 }) }),
});

export const inventsAPart = definePlugin({
  name: 'invents-a-part',
  // @ts-expect-error the parts of a plugin are a closed set
  setup: () => ({ stages: [] }),
});
