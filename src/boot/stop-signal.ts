const signals = ['SIGTERM', 'SIGINT'] as const;

/** Resolves at the first SIGTERM or SIGINT. A second one means that somebody will not wait: the process ends. */
export function untilStopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let isStopping = false;
    for (const signal of signals) {
      process.on(signal, () => {
        if (isStopping) process.exit(1);
        isStopping = true;
        resolve(signal);
      });
    }
  });
}
