import { GlassgateError, type Redactor, type Routes } from 'glassgate/plugin-api';
import { followLog } from './follow-log.ts';
import type { Followers } from './followers.ts';
import type { IoLog } from './io-log.ts';
import { newestRecords } from './newest-records.ts';
import { readPage } from './read-page.ts';
import { parseReadQuery } from './read-query.ts';
import type { ContainerLog } from './read-records.ts';

interface RouteParts {
  readonly ioLog: IoLog;
  readonly redact: Redactor;
  readonly followers: Followers;
  /** Containers of the configuration; they may not have been written to yet. */
  readonly isConfigured: (containerId: string) => boolean;
}

/** `GET /v1/io-log/:container`: its records, as one answer or as a stream. */
export function ioLogRoutes({ ioLog, redact, followers, isConfigured }: RouteParts): Routes {
  const opened = async (containerId: string): Promise<ContainerLog> => {
    if (!ioLog.settings.enabled) {
      throw new GlassgateError('NOT_FOUND', 'The I/O log is off: `container_io_log.enabled` is false.');
    }
    const log = { containerId, path: ioLog.pathOf(containerId), currentEpoch: ioLog.epoch };
    if (isConfigured(containerId) || ioLog.knows(containerId) || (await hasRecords(log))) return log;
    throw new GlassgateError('NOT_FOUND', 'There is no container with this id in the I/O log.');
  };

  return (routes, http) => {
    const options = { access: 'operator', summary: 'Read or follow the I/O log of a container' } as const;
    routes.get('/v1/io-log/:container', options, async (req, res) => {
      const { signal } = http.of(req);
      const lastEventId = req.get('Last-Event-ID');
      const { after, limit, follow } = parseReadQuery({ query: req.query, lastEventId }, ioLog.epoch);
      const log = await opened(req.params.container);
      if (!follow || req.method === 'HEAD') {
        res.json(await readPage(log, { after, limit, signal }));
        return;
      }
      const isCurrent = () => ioLog.settings.enabled && ioLog.pathOf(log.containerId) === log.path;
      const { wakeUps } = ioLog;
      await followers.add(res, (stop) =>
        followLog(log, res, { after, signal, stop, isCurrent, wakeUps, redact }),
      );
    });
  };
}

async function hasRecords(log: ContainerLog): Promise<boolean> {
  const items = await newestRecords(log, { records: 1, bytes: 0 });
  return items.some(({ kind }) => kind === 'record');
}
