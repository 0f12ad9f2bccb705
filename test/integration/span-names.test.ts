import { type CollectedSpans, collectSpans } from 'glassgate/testing';
import { pluginSpans } from '../../src/boot/span-catalog.ts';
import { spanSections } from '../../src/telemetry/catalog/span-sections.ts';
import { neverMade, uncataloged } from './span-findings.ts';
import { alertPeople, complete, completeElsewhere, completeInPool } from './span-llm-traffic.ts';
import {
  askInVain,
  failInManyWays,
  failToStore,
  readBack,
  solveInManyWays,
  waitInLine,
} from './span-traffic.ts';

const sections = spanSections(await pluginSpans());

/** What no request can bring about in this process, and why. */
const unreachable: Readonly<Record<string, string>> = {};

let collected: CollectedSpans;
beforeAll(async () => {
  collected = collectSpans();
  await solveInManyWays();
  await failInManyWays();
  await askInVain();
  await waitInLine();
  await readBack();
  await failToStore();
  await complete();
  await completeElsewhere();
  await completeInPool();
  await alertPeople();
}, 120_000);
afterAll(() => collected[Symbol.asyncDispose]());

it('makes only spans, attributes, events and links that are in the catalog, with their types', () => {
  expect(uncataloged(collected.spans, sections)).toEqual([]);
});

it('makes everything that is in the catalog', () => {
  expect(neverMade(collected.spans, sections)).toEqual(Object.keys(unreachable));
});
