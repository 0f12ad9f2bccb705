import { setTimeout as pause } from 'node:timers/promises';
import { solve } from '../solve.ts';
import type { Stack } from './stack.ts';

export interface Load {
  stop(): Promise<void>;
}

/** About ten requests per second, one after the other, each profile in its turn. */
export function startLoad(gateway: Stack['gateway'], { text }: { readonly text?: string } = {}): Load {
  const enough = new AbortController();
  const finished = solveUntil(gateway, { text: text ?? 'hi', signal: enough.signal });
  return {
    stop: async () => {
      enough.abort();
      await finished;
    },
  };
}

interface Wish {
  readonly text: string;
  readonly signal: AbortSignal;
}

async function solveUntil(gateway: Stack['gateway'], { text, signal }: Wish): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    await Promise.all([solve(gateway, { profile: `p${(turn % 10) + 1}`, text }), pause(100)]);
  }
}
