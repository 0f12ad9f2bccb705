import { setTimeout as pause } from 'node:timers/promises';
import { definePlugin, GlassgateError, slots, solveAnswer } from '../../plugin-api/index.ts';

/** Requests that begin with it are forgotten. */
export const leakWord = 'Forget';

const patienceMs = 500;

/**
 * A plugin with a mistake, to practise on: it gives an answer for a request that takes too long, and does not end the
 * stages after its own, which keep what they hold.
 */
// biome-ignore lint/style/noDefaultExport: a plugin is the default export of its file
export default definePlugin({
  name: 'impatient',
  needs: { request: slots.solveRequest },
  answer: solveAnswer,
  before: ['lock'],
  setup: () => ({
    stage(call, next) {
      const answer = next();
      if (call.values.request.text?.startsWith(leakWord) !== true) return answer;
      return Promise.race([answer, giveUp(call.signal)]);
    },
  }),
});

async function giveUp(signal: AbortSignal): Promise<never> {
  await pause(patienceMs, undefined, { signal });
  throw new GlassgateError('DEADLINE_EXCEEDED', `No answer within ${patienceMs} ms.`);
}
