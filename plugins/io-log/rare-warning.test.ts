import { pino } from 'pino';
import { createRareWarning } from './rare-warning.ts';

describe('createRareWarning', () => {
  it('writes each message once per interval and counts what it held back', () => {
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => lines.push(line) });
    let clockMs = 0;
    const warn = createRareWarning({ log, now: () => clockMs, intervalMs: 60_000 });

    warn({ containerId: 'a' }, 'full');
    warn({ containerId: 'b' }, 'full');
    warn({}, 'other');
    clockMs = 59_999;
    warn({ containerId: 'c' }, 'full');
    clockMs = 60_000;
    warn({ containerId: 'd' }, 'full');

    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 40, msg: 'full', containerId: 'a', suppressed: 0 },
      { msg: 'other', suppressed: 0 },
      { msg: 'full', containerId: 'd', suppressed: 2 },
    ]);
  });
});
