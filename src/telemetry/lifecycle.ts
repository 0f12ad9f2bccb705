// register.ts runs before main.ts and cannot be imported by it without starting twice, so the two meet here.
let stop: () => Promise<void> = () => Promise.resolve();

export function setTelemetryShutdown(shutdown: () => Promise<void>): void {
  stop = shutdown;
}

/**
 * Send the spans that are left. Call it last: spans that end later are lost. Never rejects. Answers `gave_up`
 * when the collector refused them or was not done in time; sockets to it may then keep the process alive,
 * so end it with `process.exit(0)`.
 */
export async function shutdownTelemetry({ deadlineMs = 3_000 } = {}): Promise<'flushed' | 'gave_up'> {
  const deadline = Promise.withResolvers<'gave_up'>();
  const timer = setTimeout(() => deadline.resolve('gave_up'), deadlineMs);
  try {
    return await Promise.race([flush(), deadline.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function flush(): Promise<'flushed' | 'gave_up'> {
  try {
    await stop();
    return 'flushed';
  } catch {
    // A collector that is away must not turn a clean stop into a failure.
    return 'gave_up';
  }
}
