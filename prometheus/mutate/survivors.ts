import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Mutant } from './mutants.ts';
import { failureOf, type RunOptions } from './run-tests.ts';

/** Mutants that pass the tests of their alert, so that nobody would notice the mistake. */
export async function survivorsAmong(mutants: readonly Mutant[], options: RunOptions): Promise<Mutant[]> {
  const waiting = [...mutants];
  const survivors: Mutant[] = [];
  const work = async (place: string) => {
    for (let mutant = waiting.pop(); mutant !== undefined; mutant = waiting.pop()) {
      const failure = await failureOf(mutant.rule, { ...options, dir: join(options.dir, place) });
      if (failure === '') survivors.push(mutant);
    }
  };
  await Promise.all(
    Array.from({ length: availableParallelism() }, (_value, index) => work(`worker-${index}`)),
  );
  return survivors;
}
