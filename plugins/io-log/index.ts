import { definePlugin, exchangeLog, ioRecords } from 'glassgate/plugin-api';
import { type IoLogConfig, ioLogConfig } from './config.ts';
import { IoLog } from './io-log.ts';
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
  setup: ({ config, baseDir, log, metrics, redact, provide }) => {
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
    provide(ioRecords, ioLog.index);
    provide(exchangeLog, { write: (event) => ioLog.write(event) });
    const tell = () => {
      const { settings } = ioLog;
      if (settings.enabled) log.info({ event: 'iolog.enabled', settings }, 'container io log on');
    };
    tell();
    return {
      observe: { exchange: (event) => ioLog.write(event) },
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
      close: () => ioLog.close(),
    };
  },
});
