import {
  definePlugin,
  ioRecords,
  metricTotals,
  notes,
  type RunEndedEvent,
  recentLogs,
  slots,
  traces,
} from 'glassgate/plugin-api';
import { checkView } from './check-view.ts';
import { selfCheckConfig } from './config.ts';
import { fieldOf } from './line-fields.ts';
import { selfCheckMetrics } from './metrics.ts';
import { Patrol } from './patrol.ts';
import { RunBook } from './run-book.ts';
import type { RunEnd } from './seen-run.ts';
import { SelfCheck } from './self-check.ts';
import { SumLaws } from './sum-laws.ts';
import { parseWindow } from './window-query.ts';

const chain = 'solve';

/** Shows that metrics, rows, log lines, spans and the I/O log tell the same story, or names who is missing where. */
export default definePlugin({
  name: 'self-check',
  config: selfCheckConfig,
  metrics: selfCheckMetrics,
  setup({ config, store, log, metrics, use }) {
    const [spans, logs, records, totals] = [use(traces), use(recentLogs), use(ioRecords), use(metricTotals)];
    const { interval_seconds, max_requests } = config.self_check;
    const book = new RunBook({ maxRuns: max_requests });
    let exchanges = 0;
    const seesRefusals = () => logs().isOn && log.isLevelEnabled('info');
    const reading = { read: (name: string) => totals().read(name) };
    const sums = new SumLaws({ totals: reading, book, exchanges: () => exchanges, seesRefusals });
    const selfCheck = new SelfCheck({ book, store, records, sums });
    const patrol = new Patrol({ selfCheck, metrics: metrics.declare(selfCheckMetrics), log });
    const endOf = ({ journal, error }: RunEndedEvent): RunEnd => ({
      at: Date.now(),
      code: error?.code ?? 'OK',
      hasRow: journal.latest(notes.job)?.jobId === journal.runId,
      hasLine: logs().isOn && log.isLevelEnabled(error === undefined ? 'info' : levelOf(error.kind)),
      hasSpan: spans().isOn && journal.isRecorded === true,
    });
    return {
      observe: {
        exchange: ({ journal, runId }) => {
          exchanges += 1;
          if (runId === null || journal?.chain !== chain) return;
          book.saw('exchanges', { jobId: runId, journal });
          if (records().isOn) book.saw('loggedExchanges', { jobId: runId, journal });
        },
        attemptEnded: ({ journal, read }) => {
          if (journal.chain !== chain || read(slots.container) === undefined) return;
          book.saw('attempts', { jobId: journal.runId, journal });
        },
        runEnded: (event) => {
          if (event.journal.chain === chain) book.ended(event.journal, endOf(event));
        },
      },
      start: () => {
        logs().watch('solve.finished', (line) => {
          const jobId = fieldOf(line, 'job_id');
          if (jobId !== undefined) book.saw('lines', { jobId });
        });
        for (const event of ['solve.refused', 'solve.crashed']) {
          logs().watch(event, (line) => book.refused(fieldOf(line, 'code') ?? ''));
        }
        spans().watch(`glassgate.${chain}`, (given) => {
          book.saw('spans', { jobId: String(given['glassgate.job.id']) });
        });
        patrol.start(interval_seconds * 1000);
      },
      routes: (routes, http) => {
        const options = { access: 'operator', summary: 'Do metrics, rows, logs and spans agree?' } as const;
        routes.get('/v1/self-check', options, async (req, res) => {
          const window = parseWindow(req.query, Date.now());
          res.json(checkView(await selfCheck.check(window, http.of(req).signal)));
        });
      },
      reload:
        ({ self_check }) =>
        () =>
          patrol.start(self_check.interval_seconds * 1000),
      close: () => patrol.close(),
    };
  },
});

function levelOf(kind: string): 'error' | 'warn' {
  return kind === 'internal' ? 'error' : 'warn';
}
