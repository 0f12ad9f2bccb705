import { WorkerTime } from './worker-time.ts';

function create() {
  const clock = { ms: 0 };
  return { clock, time: new WorkerTime(() => clock.ms) };
}

it('adds up what follows, and counts once what overlaps', () => {
  const { clock, time } = create();
  time.runStarted('r1');
  const first = time.exchangeStarted('r1');
  clock.ms = 10;
  const second = time.exchangeStarted('r1');
  clock.ms = 15;
  first();
  clock.ms = 20;
  second();
  clock.ms = 100;
  const third = time.exchangeStarted('r1');
  clock.ms = 101;
  third();

  expect(time.runEnded('r1')).toBe(21);
});

it('counts an exchange that outlives its run until the end of the run', () => {
  const { clock, time } = create();
  time.runStarted('r1');
  const late = time.exchangeStarted('r1');
  clock.ms = 7;

  expect(time.runEnded('r1')).toBe(7);
  late();
  expect(time.runEnded('r1')).toBe(0);
});

it('keeps runs apart, and takes no notice of one that it does not know', () => {
  const { clock, time } = create();
  time.runStarted('r1');
  time.runStarted('r2');
  const ended = [time.exchangeStarted('r1'), time.exchangeStarted('gone')];
  clock.ms = 5;
  for (const end of ended) end();

  expect([time.runEnded('r1'), time.runEnded('r2'), time.runEnded('gone')]).toEqual([5, 0, 0]);
});
