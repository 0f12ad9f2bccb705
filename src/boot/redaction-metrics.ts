import { defineMetrics } from '../plugin-api/metrics.ts';
import { redactionRules } from '../plugin-api/redaction/public.ts';

/** What the redaction of the gateway tells of itself; declared under the name `redaction`. */
export const redactionMetrics = defineMetrics({
  masked: {
    type: 'counter',
    name: 'masked_total',
    help: 'Secrets masked in logs, spans, labels, rows and answers, by the rule that found them.',
    unit: 'secrets',
    moves: 'When a secret is masked. The same secret counts in every place where it would have been written.',
    labels: { rule: redactionRules.map(({ id }) => id) },
  },
  canaryOk: {
    type: 'gauge',
    name: 'canary_ok',
    help: '1 while no planted secret comes out of any log, span, label, row or answer, else 0.',
    unit: '–',
    moves: 'At the start and every ten minutes.',
  },
});
