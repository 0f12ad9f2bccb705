import { SpanKind } from '@opentelemetry/api';
import type { PluginSpans } from '../../src/telemetry/catalog/cataloged-span.ts';
import { spanSections } from '../../src/telemetry/catalog/span-sections.ts';
import { type MadeSpan, neverMade, uncataloged, wrongStarts } from './span-findings.ts';

const plugins: readonly PluginSpans[] = [
  {
    plugin: 'lock',
    spans: {
      stage: { holder: { type: 'string', help: 'Who.' }, waited_ms: { type: 'double', help: 'How long.' } },
      run: { locked: { type: 'boolean', help: 'Whether.' } },
      children: {
        chat: {
          name: 'chat',
          kind: 'client',
          help: 'A message.',
          attributes: { ids: { type: 'string[]', help: 'Ids.' } },
        },
      },
    },
  },
];
const sections = spanSections(plugins);

function made(name: string, parts: Partial<MadeSpan> = {}): MadeSpan {
  return { name, kind: SpanKind.INTERNAL, attributes: {}, events: [], links: [], ...parts };
}

const stage = (parts: Partial<MadeSpan>) => made('stage lock', parts);
const event = (name: string, attributes = {}) => ({ name, attributes, time: [0, 0] as [number, number] });
const link = (attributes: object) => ({
  context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 },
  attributes: { ...attributes },
});

it.each<[string, MadeSpan]>([
  ['a stage', stage({ attributes: { 'glassgate.stage.attempt': 1, holder: 'r1', waited_ms: 2 } })],
  ['a run', made('glassgate.solve', { attributes: { 'glassgate.job.id': 'j', locked: true } })],
  ['a request', made('POST /v1/jobs/:id', { kind: SpanKind.SERVER, attributes: { 'server.port': 80 } })],
  ['a request without a route', made('HTTP', { kind: SpanKind.SERVER })],
  ['an exchange', made('POST /analyze', { kind: SpanKind.CLIENT, attributes: { 'url.full': 'http://c1/' } })],
  [
    'a call of the database',
    made('INSERT jobs', { kind: SpanKind.CLIENT, attributes: { 'db.namespace': 'x' } }),
  ],
  [
    'a span of a plugin',
    made('chat', { kind: SpanKind.CLIENT, attributes: { ids: ['a'], 'error.type': 'X' } }),
  ],
  ['one with a model', made('chat gpt-4', { kind: SpanKind.CLIENT })],
  ['a step', stage({ events: [event('glassgate.lock.acquired', { anything: 1 })] })],
  ['a decision', stage({ events: [event('glassgate.decision', { subject: 'x', considered: ['a=b'] })] })],
  ['a link', stage({ links: [link({ 'glassgate.link': 'lock holder' }), link({})] })],
])('lets %s pass', (_what, span) => {
  expect(uncataloged([span], sections)).toEqual([]);
});

it.each<[string, MadeSpan, string]>([
  ['an unknown name', made('glassgate.solve r-17'), "span 'glassgate.solve r-17' of kind INTERNAL"],
  ['an id in a name', made('GET /jobs/17', { kind: SpanKind.CLIENT }), "span 'GET /jobs/17' of kind CLIENT"],
  ['another kind', made('stage lock', { kind: SpanKind.CLIENT }), "span 'stage lock' of kind CLIENT"],
  ['another attribute', stage({ attributes: { other: 1 } }), 'stage lock: attribute other is not listed'],
  [
    'an attribute of another plugin',
    made('stage chat', { attributes: { holder: 'r1' } }),
    'stage chat: attribute holder is not listed',
  ],
  ['another type', stage({ attributes: { holder: 1 } }), 'stage lock: attribute holder is no string'],
  [
    'a fraction for a whole number',
    stage({ attributes: { 'glassgate.stage.attempt': 1.5 } }),
    'stage lock: attribute glassgate.stage.attempt is no int',
  ],
  [
    'one string for a list',
    made('chat', { kind: SpanKind.CLIENT, attributes: { ids: 'a' } }),
    'chat: attribute ids is no string[]',
  ],
  ['another event', stage({ events: [event('glassgate.tea')] }), 'event glassgate.tea of stage lock'],
  [
    'a step of no stage',
    made('glassgate.solve', { events: [event('glassgate.lock.acquired')] }),
    'step glassgate.lock.acquired of glassgate.solve',
  ],
  [
    'another attribute of an event',
    stage({ events: [event('exception', { 'exception.colour': 'red' })] }),
    'event exception: attribute exception.colour is not listed',
  ],
  ['another link', stage({ links: [link({ 'glassgate.link': 'friend' })] }), 'link glassgate.link=friend'],
])('finds %s', (_what, span, finding) => {
  expect(uncataloged([span], sections)).toEqual([finding]);
});

it('names what was never made: spans, attributes, events, steps and links', () => {
  const missing = neverMade(
    [
      stage({ attributes: { holder: 'r1' }, events: [event('glassgate.lock.busy')] }),
      made('glassgate.solve', { events: [event('exception', { 'exception.type': 'Error' })] }),
    ],
    sections,
  );

  expect(missing).toEqual(
    expect.arrayContaining([
      'span chat: any span',
      'stage lock: waited_ms',
      'run of lock: locked',
      'event exception: exception.message',
      'step lock.acquired',
      'link lock holder',
    ]),
  );
  for (const there of ['stage lock: holder', 'event exception: exception.type', 'step lock.busy']) {
    expect(missing).not.toContain(there);
  }
});

it('tells what is known at the start from what comes later', () => {
  const early = { 'glassgate.job.id': 'j', 'glassgate.attempts': 1 };
  const run = made('glassgate.solve', { attributes: { ...early, 'glassgate.request.id': 'r' } });

  expect(wrongStarts([run], sections, () => early)).toEqual([
    'run of lock: glassgate.request.id comes later',
    'run of lock: glassgate.attempts is there at the start',
  ]);
});
