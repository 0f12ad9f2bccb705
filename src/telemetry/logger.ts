import { type DestinationStream, destination, type Logger, multistream, pino, stdTimeFunctions } from 'pino';
import { traceFields } from './log-context.ts';
import { logError } from './log-error.ts';
import { type LogFileOptions, openLogFile } from './log-file.ts';
import { maskUserinfo } from './mask-secrets.ts';
import { readVersion } from './version.ts';

export interface LoggerOptions {
  readonly level: string;
  /** `service` of every line; `glassgate` when absent. */
  readonly service?: string;
  /** Where lines go; standard output when absent. */
  readonly destination?: DestinationStream;
  /** Writes the lines to files too. */
  readonly file?: LogFileOptions;
}

export interface GatewayLog {
  readonly log: Logger;
  /** Resolves when every line is written. Call it last. */
  close(): Promise<void>;
}

/** The log of the gateway: JSON lines with the ids of the active span. */
export async function createLogger(options: LoggerOptions): Promise<GatewayLog> {
  const standard = options.destination ?? standardOutput();
  const flush = () => (standard as { flushSync?: () => void }).flushSync?.();
  if (options.file === undefined) {
    return { log: createPino(options, standard), close: async () => flush() };
  }
  const reporter = createPino(options, standard);
  const file = await openLogFile(options.file, (err) => {
    reporter.error({ err }, 'log file cannot be written');
  });
  // multistream has a threshold per stream and `info` by default; the logger's own level is the only one meant.
  const streams = [standard, file.stream].map((stream) => ({ stream, level: 'trace' as const }));
  return {
    log: createPino(options, multistream(streams)),
    close: async () => {
      await file.close();
      flush();
    },
  };
}

// Written in batches by this process: a line costs a request no system call, and no worker thread is needed.
function standardOutput(): DestinationStream {
  return destination({ dest: 1, sync: false, minLength: 4_096, periodicFlush: 100 });
}

function createPino({ level, service = 'glassgate' }: LoggerOptions, stream: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { service, version: readVersion(), pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: traceFields,
      serializers: { err: logError },
      // On the finished line, so that a password is found in messages, stacks and bindings alike.
      hooks: { streamWrite: maskUserinfo },
    },
    stream,
  );
}
