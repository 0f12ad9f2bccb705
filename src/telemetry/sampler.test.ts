import { type Sampler, samplerFrom } from './sampler.ts';
import { newTraceId } from './trace-ids.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

function sampler(name?: string, argument?: string): Sampler {
  const found = samplerFrom({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: argument });
  if (found === undefined) throw new Error(`no sampler ${name}`);
  return found;
}

// What each says for the first span of a trace, below a sampled one, and below one that is not.
it.each([
  [undefined, [true, true, false]],
  ['', [true, true, false]],
  ['always_on', [true, true, true]],
  ['always_off', [false, false, false]],
  ['parentbased_always_on', [true, true, false]],
  ['parentbased_always_off', [false, true, false]],
])('%j decides %j', (name, expected) => {
  const decide = sampler(name);

  expect([undefined, true, false].map((parentSampled) => decide({ parentSampled, traceId }))).toEqual(
    expected,
  );
});

it('samples the share that is asked for, and the same traces again', () => {
  const decide = sampler('parentbased_traceidratio', '0.1');
  const ids = Array.from({ length: 20_000 }, newTraceId);
  const sampled = ids.filter((id) => decide({ parentSampled: undefined, traceId: id }));

  expect(sampled.length / ids.length).toBeCloseTo(0.1, 1);
  expect(sampled.every((id) => decide({ parentSampled: undefined, traceId: id }))).toBe(true);
  // Whoever samples more takes at least these.
  expect(
    sampled.every((id) => sampler('traceidratio', '0.5')({ parentSampled: undefined, traceId: id })),
  ).toBe(true);
});

it.each([
  ['1', true],
  ['0', false],
  ['nonsense', true],
  ['7', true],
  [undefined, true],
])('takes a ratio of %j as %s', (argument, expected) => {
  expect(sampler('traceidratio', argument)({ parentSampled: undefined, traceId })).toBe(expected);
});

it('knows no other sampler', () => {
  expect(samplerFrom({ OTEL_TRACES_SAMPLER: 'jaeger_remote' })).toBeUndefined();
});
