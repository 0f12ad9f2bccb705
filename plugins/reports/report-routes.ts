import type { Instruments, Redactor, Routes, Store } from 'glassgate/plugin-api';
import type { reportMetrics } from './metrics.ts';
import { readReport } from './read-report.ts';
import { csvBody, jsonBody } from './report-body.ts';
import { reportKinds } from './report-kinds.ts';
import { parseReportQuery } from './report-query.ts';

interface RouteParts {
  readonly store: Store;
  readonly duration: Instruments<typeof reportMetrics>['duration'];
  readonly redact: Redactor;
}

/** `GET /v1/reports/containers`, `/profiles` and `/prompts`. */
export function reportRoutes({ store, duration, redact }: RouteParts): Routes {
  return (routes, http) => {
    for (const kind of reportKinds) {
      const path = `/v1/reports/${kind.name}`;
      routes.get(path, { access: 'operator', summary: `Numbers of ${kind.name}` }, async (req, res) => {
        const query = parseReportQuery(req.query);
        // What is queued should be counted. During an outage of the disk the older rows are still worth it.
        await store.committed().catch(() => undefined);
        const startedAt = performance.now();
        const items = await readReport(store, kind, { query, signal: http.of(req).signal });
        duration.observe({ report: kind.name }, (performance.now() - startedAt) / 1000);
        if (query.format === 'json') {
          res.json(jsonBody(kind, items, query));
          return;
        }
        res.setHeader('Content-Type', 'text/csv; charset=utf-8');
        res.end(redact.text(csvBody(kind, items)));
      });
    }
  };
}
