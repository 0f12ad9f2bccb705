import {
  type ContainerDirectory,
  definePlugin,
  exchangeLog,
  ioRecords,
  services,
} from 'glassgate/plugin-api';
import { type IoLogConfig, ioLogConfig } from './config.ts';
import { Followers } from './followers.ts';
import { IoLog } from './io-log.ts';
import { ioLogRoutes } from './io-log-routes.ts';
import { ioLogMetrics } from './metrics.ts';
import { createRareWarning } from './rare-warning.ts';
import { createReport } from './report.ts';
import { sampleEvent } from './sample-event.ts';
import { resolveSettings } from './settings.ts';

const warningIntervalMs = 60_000;

export default definePlugin({
  name: 'io-log',
  config: ioLogConfig,
  metrics: ioLogMetrics,
  setup: ({ config, baseDir, log, metrics, redact, provide, use }) => {
    const warn = createRareWarning({ log, now: () => performance.now(), intervalMs: warningIntervalMs });
    const report = createReport({ metrics, warn, log });
    const settingsOf = (section: IoLogConfig) => {
      const resolved = resolveSettings({ config: section, baseDir, env: process.env, cwd: process.cwd() });
      const { settings, ignoredVariables } = resolved;
      if (ignoredVariables.length > 0)
        log.warn({ event: 'iolog.overrides_ignored', ignoredVariables }, 'environment overrides ignored');
      return settings;
    };
    const ioLog = new IoLog({ settings: settingsOf(config), redact, report });
    report.watch(() => ioLog.usage());
    provide(ioRecords, ioLog.index);
    provide(exchangeLog, { write: (event) => ioLog.write(event) });
    // There may be chains without a pool.
    const noPool = { list: () => [] };
    const pool = use<Pick<ContainerDirectory, 'list'>>({
      ...services.containerDirectory,
      whenAbsent: noPool,
    });
    const followers = new Followers();
    const isConfigured = (containerId: string) =>
      pool()
        .list()
        .some(({ id }) => id === containerId);
    const tell = () => {
      const { settings } = ioLog;
      if (settings.enabled) log.info({ event: 'iolog.enabled', settings }, 'container io log on');
    };
    tell();
    return {
      observe: { exchange: (event) => ioLog.write(event) },
      routes: ioLogRoutes({ ioLog, redact, followers, isConfigured }),
      reload: (fresh) => {
        const settings = settingsOf(fresh);
        return () => {
          const former = ioLog.settings;
          ioLog.set(settings);
          if (JSON.stringify(settings) === JSON.stringify(former)) return;
          if (settings.enabled) tell();
          else log.info({ event: 'iolog.disabled' }, 'container io log off');
        };
      },
      sink: (text) => ioLog.shown(sampleEvent(text)),
      drain: () => followers.stop(),
      close: () => ioLog.close(),
    };
  },
});
