import { LogRing } from './log-ring.ts';

function lineOf(fields: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ level: 'info', time: '2026-01-01', ...fields })}\n`;
}

const search = (job: string, limit = 100) => ({ field: 'job_id', value: job, limit }) as const;

it('finds the lines of a job as they were written, in the order of their times', () => {
  const ring = new LogRing({ maxBytes: 1 << 20 });
  ring.add(lineOf({ job_id: 'a', time: '1', msg: 'über' }));
  ring.add(lineOf({ job_id: 'b', time: '2' }));
  ring.add(lineOf({ level: 'error', job_id: 'a', time: '3' }));
  ring.add(lineOf({ job_id: 'a', time: '4' }));

  expect(ring.find(search('a'))).toEqual({
    lines: [
      { level: 'info', time: '1', job_id: 'a', msg: 'über' },
      { level: 'error', time: '3', job_id: 'a' },
      { level: 'info', time: '4', job_id: 'a' },
    ],
    leftOut: 0,
  });
  expect(ring.find(search('a', 1))).toMatchObject({ lines: [{ time: '4' }], leftOut: 2 });
});

it('takes no text for a field', () => {
  const ring = new LogRing({ maxBytes: 1 << 20 });
  ring.add(lineOf({ msg: '"job_id":"a"', job_id: 'b' }));
  ring.add(lineOf({ details: { job_id: 'a' } }));
  ring.add('{"level":"info","job_id":"a", cut of');

  expect(ring.find(search('a')).lines).toEqual([]);
  expect(ring.find(search('"}\n'))).toEqual({ lines: [], leftOut: 0 });
});

it('lets the oldest lines make room, says so, and keeps warnings beside any number of usual lines', () => {
  let now = 1;
  const ring = new LogRing({ maxBytes: 64 * 1024, now: () => now });
  ring.add(lineOf({ level: 'warn', job_id: 'a' }));
  ring.add(lineOf({ job_id: 'a' }));
  expect(ring.completeSince.getTime()).toBe(1);

  for (now = 2; now < 2_000; now += 1) ring.add(lineOf({ job_id: `j${now}`, text: 'x'.repeat(100) }));

  expect(ring.find(search('a')).lines).toMatchObject([{ level: 'warn' }]);
  expect(ring.find(search('j1999')).lines).toHaveLength(1);
  const since = ring.completeSince.getTime();
  expect(since).toBeGreaterThan(1_000);
  expect(ring.find(search(`j${since}`)).lines).toHaveLength(1);
  expect(ring.find(search(`j${since - 1}`)).lines).toEqual([]);
});

it('keeps no line that is longer than its share, and counts its bytes and not its characters', () => {
  const ring = new LogRing({ maxBytes: 64 * 1024 });
  ring.add(lineOf({ job_id: 'a', text: 'ü'.repeat(1_500) }));
  ring.add(lineOf({ job_id: 'b', text: 'x'.repeat(1_500) }));

  expect(ring.find(search('a')).lines).toEqual([]);
  expect(ring.find(search('b')).lines).toHaveLength(1);
});

it('tells those who watch an event of each of its lines, also when it keeps none', () => {
  const ring = new LogRing({ maxBytes: 0 });
  const seen: string[] = [];
  const stop = ring.watch('solve.finished', (line) => seen.push(line));
  const [first, second] = [
    lineOf({ event: 'solve.finished' }),
    lineOf({ event: 'other', msg: 'solve.finished' }),
  ];

  ring.add(first);
  ring.add(second);
  stop();
  ring.add(first);

  expect(seen).toEqual([first]);
  expect(ring.isOn).toBe(false);
  expect(ring.find(search('a')).lines).toEqual([]);
});
