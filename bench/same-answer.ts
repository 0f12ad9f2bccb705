import type { RunningSystem, Surroundings, Target } from './system.ts';
import type { Traffic } from './traffic.ts';

/** Read from the API itself: what every system has to pass on. */
export async function expectedAnswer({ body }: Traffic, surroundings: Surroundings): Promise<Buffer> {
  const { workerUrl, workerPath, signal } = surroundings;
  return ask({ url: workerUrl + workerPath }, { body, signal });
}

/** Refuse a system that answers something else: a short answer would be cheap to pass on. */
export async function checkAnswer(
  system: RunningSystem,
  { traffic, surroundings }: { readonly traffic: Traffic; readonly surroundings: Surroundings },
): Promise<void> {
  const { body } = traffic;
  const expected = await expectedAnswer(traffic, surroundings);
  const answer = await ask(system, { body, signal: surroundings.signal });
  if (answer.equals(expected)) return;
  const shown = answer.toString('utf8').slice(0, 200);
  throw new Error(
    `${system.url} answers ${answer.length} bytes instead of ${expected.length} (${traffic.name}): ${shown}`,
  );
}

interface Question {
  readonly body: string;
  readonly signal: AbortSignal;
}

async function ask({ url, headers }: Target, { body, signal }: Question): Promise<Buffer> {
  const json = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers: { ...headers, ...json }, body, signal });
  return Buffer.from(await answer.arrayBuffer());
}
