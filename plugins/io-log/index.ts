import { createRedactor, definePlugin } from 'glassgate/plugin-api';
import { ioLogConfig } from './config.ts';
import { createLogFiles } from './log-files.ts';
import { createRareWarning } from './rare-warning.ts';
import { toLine } from './record.ts';
import { createReport } from './report.ts';
import { resolveSettings } from './settings.ts';

const warningIntervalMs = 60_000;

export default definePlugin({
  name: 'io-log',
  config: ioLogConfig,
  setup: ({ config, baseDir, log, metrics }) => {
    const warn = createRareWarning({ log, now: () => performance.now(), intervalMs: warningIntervalMs });
    const report = createReport({ metrics, warn });
    const { settings, ignoredVariables } = resolveSettings({
      config,
      baseDir,
      env: process.env,
      cwd: process.cwd(),
    });
    if (ignoredVariables.length > 0) log.warn({ ignoredVariables }, 'environment overrides ignored');
    if (!settings.enabled) return {};

    log.info({ settings }, 'container io log on');
    const files = createLogFiles({ settings, report });
    const rules = { ...settings, redactor: createRedactor({ enabled: settings.redactSecrets }) };
    return {
      observe: {
        exchange: (event) => {
          try {
            files.write(event.containerId, toLine(event, rules));
          } catch {
            report.dropped(event.containerId, { reason: 'unserialisable', lines: 1 });
          }
        },
      },
      close: () => files.close(),
    };
  },
});
