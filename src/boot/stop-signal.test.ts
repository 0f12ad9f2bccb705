import { untilStopSignal } from './stop-signal.ts';

describe('untilStopSignal', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('resolves with %s', async (signal) => {
    const before = { SIGTERM: process.listeners('SIGTERM'), SIGINT: process.listeners('SIGINT') };
    const stopped = untilStopSignal();
    try {
      process.emit(signal);
      expect(await stopped).toBe(signal);
    } finally {
      for (const name of ['SIGTERM', 'SIGINT'] as const) {
        const added = process.listeners(name).filter((listener) => !before[name].includes(listener));
        for (const listener of added) process.off(name, listener);
      }
    }
  });
});
