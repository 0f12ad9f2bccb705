import { SpanKind } from '@opentelemetry/api';
import { collectSpans } from 'glassgate/testing';
import { type CatalogedSpan, catalogedSpan, spanCatalog } from '../../src/telemetry/catalog/span-catalog.ts';
import { startPool } from './pool.ts';

it('makes only spans whose names and kinds are in the catalog, and each of them', async () => {
  await using collected = collectSpans();
  await using pool = await startPool();
  await pool.ask('hello');
  await fetch(`${pool.gateway.url}/no/such/route/17`);

  const made = collected.spans.map(({ name, kind }) => ({
    name,
    kind: SpanKind[kind] as CatalogedSpan['kind'],
  }));
  const entries = made.map(({ name, kind }) => catalogedSpan(name, kind));

  expect(made.filter((_span, index) => entries[index] === undefined)).toEqual([]);
  expect(new Set(entries)).toEqual(new Set(spanCatalog));
});

it.each([
  ['POST /v1/solve', 'SERVER', true],
  ['GET', 'SERVER', true],
  ['POST /analyze', 'CLIENT', true],
  ['stage io-log', 'INTERNAL', true],
  ['stage io-log', 'CLIENT', false],
  ['glassgate.solve r-17', 'INTERNAL', false],
  ['GET /jobs/17', 'CLIENT', false],
] as const)('knows the name %s of a %s span: %s', (name, kind, isKnown) => {
  expect(catalogedSpan(name, kind) !== undefined).toBe(isKnown);
});
