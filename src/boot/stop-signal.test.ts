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

  it('takes a second signal at once for the same wish, and a later one for impatience', async () => {
    const before = process.listeners('SIGTERM');
    const exit = process.exit;
    const codes: unknown[] = [];
    process.exit = ((code) => codes.push(code)) as typeof process.exit;
    let time = 0;
    const stopped = untilStopSignal(() => time);
    try {
      process.emit('SIGTERM');
      time = 200;
      process.emit('SIGTERM');
      expect(codes).toEqual([]);
      time = 300;
      process.emit('SIGTERM');
      expect(codes).toEqual([1]);
      expect(await stopped).toBe('SIGTERM');
    } finally {
      process.exit = exit;
      for (const listener of process.listeners('SIGTERM')) {
        if (!before.includes(listener)) process.off('SIGTERM', listener);
      }
    }
  });
});
