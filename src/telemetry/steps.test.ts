import { trace } from '@opentelemetry/api';
import { collectSpans } from '../testing/collect-spans.ts';
import { createLogger } from './logger.ts';
import { tellStep } from './steps.ts';

const step = { name: 'lock.acquired', fields: { profile_id: 'p1' } } as const;

async function tell(events: 'logs' | 'span' | 'both', level = 'debug') {
  await using collected = collectSpans();
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const { log } = await createLogger({ level, destination: { write } });
  const span = trace.getTracer('test').startSpan('stage lock');
  tellStep(span, step, { events, log });
  span.end();
  const told = collected.spans.flatMap((each) => each.events);
  return { lines, told: told.map(({ name, attributes }) => ({ name, attributes })) };
}

const event = { name: 'glassgate.lock.acquired', attributes: { profile_id: 'p1' } };
const line = { event: 'lock.acquired', level: 'debug', profile_id: 'p1', msg: 'lock acquired' };

it.each([
  ['both', [event], [line]],
  ['span', [event], []],
  ['logs', [], [line]],
] as const)('goes where the operator wants it: %s', async (events, told, lines) => {
  expect(await tell(events)).toEqual({ told, lines: lines.map((one) => expect.objectContaining(one)) });
});

it('writes no line above the level debug', async () => {
  expect((await tell('both', 'info')).lines).toEqual([]);
});
