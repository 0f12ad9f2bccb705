import { makeCall } from 'glassgate/testing';
import { asksForTiming, serverTiming } from './server-timing.ts';

it('gives each stage once, what is left over, and the total', () => {
  const timeline = [
    { stage: 'lock', selfMs: 0.25 },
    { stage: 'chat', selfMs: 1 },
    { stage: 'chat', selfMs: 2.5 },
    { stage: 'a b', selfMs: 1 },
  ].map((entry) => ({ ...entry, attempt: 1, startMs: 0, outcome: 'ok' as const }));
  const { journal } = makeCall();

  const header = serverTiming({ ...journal, timeline: () => timeline }, 5);

  expect(header).toBe('lock;dur=0.250, chat;dur=3.500, unaccounted;dur=0.250, total;dur=5.000');
});

it.each([
  ['1', true],
  [' TRUE ', true],
  ['0', false],
  ['', false],
  [undefined, false],
])('reads the header %j as %j', (value, asked) => {
  expect(asksForTiming(value)).toBe(asked);
});
