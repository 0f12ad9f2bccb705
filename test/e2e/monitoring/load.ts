import { setTimeout as pause } from 'node:timers/promises';
import { solve } from '../solve.ts';
import type { Stack } from './stack.ts';

export interface Load extends AsyncDisposable {
  stop(): Promise<void>;
}

const everyday = Array.from({ length: 10 }, (_value, index) => `p${index + 1}`);

/** About ten requests per second, one after the other, each profile in its turn. */
export function startLoad(
  gateway: Stack['gateway'],
  { profiles = everyday }: Partial<Pick<Wish, 'profiles'>> = {},
): Load {
  const enough = new AbortController();
  const finished = solveUntil(gateway, { profiles, signal: enough.signal });
  const stop = async () => {
    enough.abort();
    await finished;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

interface Wish {
  readonly profiles: readonly string[];
  readonly signal: AbortSignal;
}

async function solveUntil(gateway: Stack['gateway'], { profiles, signal }: Wish): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    const profile = profiles[turn % profiles.length] ?? '';
    await Promise.all([solve(gateway, { profile }), pause(100)]);
  }
}
