const signals = ['SIGTERM', 'SIGINT'] as const;
/** A terminal tells the whole process group, and npm passes on what it was told: that is one wish, heard twice. */
const echoMs = 250;

/** Resolves at the first SIGTERM or SIGINT. A later one means that somebody will not wait: the process ends. */
export function untilStopSignal(now: () => number = () => performance.now()): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let stoppingSince: number | undefined;
    for (const signal of signals) {
      process.on(signal, () => {
        if (stoppingSince !== undefined && now() - stoppingSince > echoMs) process.exit(1);
        stoppingSince ??= now();
        resolve(signal);
      });
    }
  });
}
