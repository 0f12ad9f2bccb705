import { cpuUsIn, readUsage, rssBytesIn } from './proc-usage.ts';

describe('cpuUsIn', () => {
  it.each([
    ['a plain name', 'node'],
    ['a name with blanks and brackets', 'a (b) c'],
  ])('adds user and system time after %s', (_, name) => {
    const stat = `4711 (${name}) S 1 4711 4711 0 -1 4194304 29111 0 12 0 250 31 7 8 20 0 11 0 53000 1 2 3`;
    expect(cpuUsIn(stat)).toBe(2_810_000);
  });
});

describe('rssBytesIn', () => {
  it('reads the resident memory and not its peak', () => {
    const status = 'Name:\tnode\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\nThreads:\t11\n';
    expect(rssBytesIn(status)).toBe(100 * 1024 ** 2);
  });
});

describe('readUsage', () => {
  it('sees the CPU time that this process spends', async () => {
    const before = await readUsage(process.pid);
    while (spentUs() < before.cpuUs + 50_000) Math.sqrt(before.cpuUs);
    const after = await readUsage(process.pid);
    expect(after.cpuUs).toBeGreaterThan(before.cpuUs);
    expect(after.rssBytes).toBeGreaterThan(10 * 1024 ** 2);
  });
});

function spentUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
