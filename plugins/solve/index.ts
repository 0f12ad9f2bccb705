import { definePlugin, slots, solveChain } from 'glassgate/plugin-api';
import { z } from 'zod';
import { AttemptSummaries } from './attempt-summaries.ts';
import { logFinished } from './log-finished.ts';
import { solveMetrics } from './metrics.ts';
import { solveRoutes } from './routes.ts';
import { RunFacts } from './run-facts.ts';
import { solveSpans } from './spans.ts';

const bodyLimitBytes = 32 * 1024 * 1024;

/** `POST /v1/solve`: from HTTP to the chain `solve` and back. */
export default definePlugin({
  name: 'solve',
  config: z.object({
    solve: z
      .object({
        deadline_seconds: z.number().positive().max(86_400).default(900),
        body_limit_bytes: z.int().min(1024).default(bodyLimitBytes),
      })
      .prefault({}),
  }),
  metrics: solveMetrics,
  spans: solveSpans,
  opens: [solveChain],
  setup({ config, log, metrics, chain }) {
    const attempts = new AttemptSummaries();
    const facts = new RunFacts();
    const instruments = metrics.declare(solveMetrics);
    return {
      observe: {
        attemptStarted: ({ journal, read }) => {
          const request = read(slots.solveRequest);
          if (request !== undefined) facts.asked(journal, request);
        },
        attemptEnded: (event) => {
          attempts.add(event);
          facts.answered(event.journal, event.answer);
        },
        // Whoever started it: this plugin's route or another plugin.
        runEnded: ({ journal, totalMs, overheadMs, error }) => {
          if (journal.chain !== solveChain.chain) return;
          instruments.requests.increment({ code: error?.code ?? 'OK' });
          logFinished(log, { journal, totalMs, overheadMs, error, facts: facts.of(journal) });
        },
      },
      routes: solveRoutes({
        start: chain(solveChain),
        attempts,
        facts,
        metrics: instruments,
        log,
        deadlineMs: config.solve.deadline_seconds * 1000,
        bodyLimitBytes: config.solve.body_limit_bytes,
      }),
    };
  },
});
