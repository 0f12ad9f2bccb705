import { type Attributes, context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { pluginSpans } from '../../src/boot/span-catalog.ts';
import { spanSections } from '../../src/telemetry/catalog/span-sections.ts';
import { wrongStarts } from './span-findings.ts';
import { alertPeople } from './span-llm-traffic.ts';
import { askInVain, failInManyWays, solveInManyWays } from './span-traffic.ts';

const exporter = new InMemorySpanExporter();
const given = new Map<string, Attributes>();
const provider = new TracerProvider({
  spanProcessors: [
    {
      onStart: (span) => void given.set(span.spanContext().spanId, { ...span.attributes }),
      onEnd: () => undefined,
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    },
    new SimpleSpanProcessor({ exporter }),
  ],
});

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  // Of a provider that it does not know, the gateway has every span made.
  trace.setGlobalTracerProvider({ getTracer: (name, version) => provider.getTracer(name, version) });
});
afterAll(async () => {
  await provider.shutdown();
  trace.disable();
  context.disable();
});

it('gives spans at their start what the catalog says, and nothing of that later', async () => {
  await solveInManyWays();
  await failInManyWays();
  await askInVain();
  await alertPeople();

  const spans = exporter.getFinishedSpans();
  const sections = spanSections(await pluginSpans());
  const wrong = wrongStarts(spans, sections, (span) => given.get(span.spanContext().spanId) ?? {});

  expect(spans.length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
}, 60_000);
