import { createHash } from 'node:crypto';
import type { AlertingRule } from '../generate/rule.ts';
import { type Mutant, mutantsOf } from './mutants.ts';

/** Some mutants of each alert, always the same ones: their order is that of a hash, so that all kinds come. */
export function sampleMutants(rules: readonly AlertingRule[], perAlert: number): Mutant[] {
  return rules.flatMap((rule) =>
    mutantsOf(rule)
      .map((mutant) => ({ mutant, order: orderOf(`${rule.alert}, ${mutant.what}`) }))
      .sort((a, b) => (a.order < b.order ? -1 : 1))
      .slice(0, perAlert)
      .map(({ mutant }) => mutant),
  );
}

function orderOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
