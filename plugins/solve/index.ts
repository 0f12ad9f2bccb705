import { definePlugin, solveChain } from 'glassgate/plugin-api';
import { z } from 'zod';
import { AttemptSummaries } from './attempt-summaries.ts';
import { logFinished } from './log-finished.ts';
import { solveMetrics } from './metrics.ts';
import { solveRoutes } from './routes.ts';

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
  opens: [solveChain],
  setup({ config, log, metrics, chain }) {
    const attempts = new AttemptSummaries();
    const instruments = metrics.declare(solveMetrics);
    return {
      observe: {
        attemptEnded: (event) => attempts.add(event),
        // Whoever started it: this plugin's route or another plugin.
        runEnded: ({ journal, totalMs, error }) => {
          if (journal.chain !== solveChain.chain) return;
          instruments.requests.increment({ code: error?.code ?? 'OK' });
          logFinished(log, { journal, totalMs, error });
        },
      },
      routes: solveRoutes({
        start: chain(solveChain),
        attempts,
        metrics: instruments,
        log,
        deadlineMs: config.solve.deadline_seconds * 1000,
        bodyLimitBytes: config.solve.body_limit_bytes,
      }),
    };
  },
});
