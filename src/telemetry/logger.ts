import {
  type DestinationStream,
  destination,
  type Logger,
  levels,
  multistream,
  pino,
  stdTimeFunctions,
  symbols,
} from 'pino';
import type { LogEventName } from '../plugin-api/log-events.ts';
import { oneLine } from '../plugin-api/one-line.ts';
import { createRedactor, type Redactor } from '../plugin-api/redaction/public.ts';
import { instanceId } from './instance-id.ts';
import { activeFields } from './log-context.ts';
import { logError } from './log-error.ts';
import { type LogFileOptions, openLogFile } from './log-file.ts';
import type { LogRing } from './log-ring/log-ring.ts';
import { readVersion } from './version.ts';

export interface LoggerOptions {
  readonly level: string;
  /** `service` of every line; `glassgate` when absent. */
  readonly service?: string;
  /** Masks secrets in every line; by the rules alone when absent. */
  readonly redact?: Pick<Redactor, 'text'>;
  /** Told the level of each line that is written. */
  readonly onLine?: (level: string) => void;
  /** Given every line that is written, as it is written. */
  readonly ring?: Pick<LogRing, 'add'>;
  /** Where lines go; standard output when absent. */
  readonly destination?: DestinationStream;
  /** Writes the lines to files too. */
  readonly file?: LogFileOptions;
}

export interface GatewayLog {
  readonly log: Logger;
  /** The line that a text would become. */
  preview(text: string): string;
  /** Resolves when every line is written. Call it last. */
  close(): Promise<void>;
}

/** The log of the gateway: JSON lines with the ids of the active span. */
export async function createLogger(options: LoggerOptions): Promise<GatewayLog> {
  const standard = options.destination ?? standardOutput();
  const flush = () => (standard as { flushSync?: () => void }).flushSync?.();
  if (options.file === undefined) {
    return { log: createPino(options, standard), preview: previewOf(options), close: async () => flush() };
  }
  const reporter = createPino(options, standard);
  const file = await openLogFile(options.file, (err) => {
    reporter.error({ event: 'log.file_failed', err }, 'log file cannot be written');
  });
  // multistream has a threshold per stream and `info` by default; the logger's own level is the only one meant.
  const streams = [standard, file.stream].map((stream) => ({ stream, level: 'trace' as const }));
  return {
    log: createPino(options, multistream(streams)),
    preview: previewOf(options),
    close: async () => {
      await file.close();
      flush();
    },
  };
}

function previewOf(options: LoggerOptions): (text: string) => string {
  let line = '';
  const write = (text: string) => {
    line = text;
  };
  const { onLine: _uncounted, ring: _unkept, ...others } = options;
  const log = createPino({ ...others, level: 'info' }, { write });
  return (text) => {
    log.info({ text, deep: { texts: [text] } }, text);
    return line;
  };
}

// Written in batches by this process: a line costs a request no system call, and no worker thread is needed.
function standardOutput(): DestinationStream {
  return destination({ dest: 1, sync: false, minLength: 4_096, periodicFlush: 100 });
}

/** Of the OpenTelemetry data model for logs. */
const severityNumbers: Readonly<Record<string, number>> = {
  trace: 1,
  debug: 5,
  info: 9,
  warn: 13,
  error: 17,
  fatal: 21,
};

/** The log of a run has its ids already, and pino would write them a second time. */
function knowsItsRequest(log: Logger): boolean {
  const { [symbols.chindingsSym]: bindings } = log as unknown as Record<symbol, unknown>;
  return typeof bindings === 'string' && bindings.includes('"job_id":');
}

function createPino(options: LoggerOptions, stream: DestinationStream): Logger {
  const { level, service = 'glassgate', redact = createRedactor(), onLine, ring } = options;
  return pino(
    {
      level,
      base: { service, version: readVersion(), instance: instanceId(process.env), pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label, severity_number: severityNumbers[label] ?? 0 }) },
      mixin: (fields, number, log) => {
        onLine?.(levels.labels[number] ?? '');
        const ids = activeFields();
        if (knowsItsRequest(log)) {
          delete ids['request_id'];
          delete ids['job_id'];
        }
        if (!('event' in fields)) ids['event'] = 'log.other' satisfies LogEventName;
        return ids;
      },
      serializers: { err: logError },
      // On the finished line, so that a secret is found in messages, stacks and bindings alike.
      hooks: {
        streamWrite: (line) => {
          const shown = oneLine(redact.text(line));
          ring?.add(shown);
          return shown;
        },
      },
    },
    stream,
  );
}
