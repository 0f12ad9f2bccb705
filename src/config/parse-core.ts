import { resolve } from 'node:path';
import { z } from 'zod';
import type { ConfigProblem } from './config-error.ts';
import type { CoreConfig } from './core-config.ts';
import { coreShape } from './core-shape.ts';
import { flatIssues } from './flat-issues.ts';
import type { ConfigDocument } from './read-document.ts';

const coreSchema = z.object(coreShape);

/** Read the core's keys. Where they are wrong, `core` has defaults, so that the rest can be checked too. */
export function parseCore(document: ConfigDocument): { core: CoreConfig; problems: ConfigProblem[] } {
  const result = coreSchema.safeParse(document.root);
  if (result.success) return { core: toCore(result.data, document), problems: [] };
  const plugins = coreShape.plugins.safeParse(document.root['plugins']).data;
  return {
    core: toCore({ ...coreSchema.parse({}), plugins }, document),
    problems: flatIssues(result.error.issues).map(({ path, message }) => ({
      path,
      ...document.locate(path),
      message,
      severity: 'error',
    })),
  };
}

function toCore(
  { plugins, log, http, management, observability, otel, shutdown, store }: z.output<typeof coreSchema>,
  { baseDir }: ConfigDocument,
): CoreConfig {
  return {
    plugins: plugins?.map((entry, index) => ({
      ...(typeof entry === 'string' ? { use: entry } : entry),
      path: ['plugins', index],
    })),
    log: {
      level: log.level,
      file: log.file === undefined ? undefined : resolve(baseDir, log.file),
      maxBytes: log.max_bytes,
      backupCount: log.backup_count,
      recentBytes: log.recent_bytes,
    },
    http: {
      bodyBytesInFlight: http.body_bytes_in_flight,
      trustProxy: typeof http.trust_proxy === 'string' ? [http.trust_proxy] : http.trust_proxy,
    },
    managementPort: management.port,
    spans: { events: otel.events, genAi: otel.gen_ai, trustIncomingTrace: otel.trust_incoming_trace },
    flightRecorder: {
      maxBytes: observability.flight_recorder.max_bytes,
      slowMs: observability.flight_recorder.slow_seconds * 1000,
    },
    shutdown: { drainSeconds: shutdown.drain_seconds },
    store: { maxWaitSeconds: store.max_wait_seconds },
  };
}
