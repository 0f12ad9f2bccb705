import { type Attributes, SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { CatalogedAttribute, CatalogedAttributes } from '../../src/plugin-api/spans.ts';
import type { CatalogedSpan } from '../../src/telemetry/catalog/cataloged-span.ts';
import { linkAttribute, spanEvents, spanLinks, spanSteps } from '../../src/telemetry/catalog/span-events.ts';
import type { SpanSection } from '../../src/telemetry/catalog/span-sections.ts';

/** A span as far as the catalog speaks of it. */
export interface MadeSpan extends Pick<ReadableSpan, 'name' | 'kind' | 'attributes' | 'events' | 'links'> {}

/** What was made and is not in the catalog, one line for each sort. */
export function uncataloged(spans: readonly MadeSpan[], sections: readonly SpanSection[]): string[] {
  const steps = new Set(spanSteps.map((step) => `glassgate.${step}`));
  const found = spans.flatMap((span) => {
    const covering = coveringOf(span, sections);
    if (covering.length === 0) return [`span '${span.name}' of kind ${kindOf(span)}`];
    const listed = Object.fromEntries(listedOf(covering));
    return [
      ...misfits(span.attributes, listed).map((what) => `${span.name}: ${what}`),
      ...span.links.flatMap(({ attributes }) => strangeLink(attributes)),
      ...span.events.flatMap(({ name, attributes = {} }) => {
        if (steps.has(name)) return span.name.startsWith('stage ') ? [] : [`step ${name} of ${span.name}`];
        const event = spanEvents[name];
        if (event === undefined) return [`event ${name} of ${span.name}`];
        return misfits(attributes, event.attributes).map((what) => `event ${name}: ${what}`);
      }),
    ];
  });
  return [...new Set(found)].sort();
}

/** What is in the catalog and was not made. */
export function neverMade(spans: readonly MadeSpan[], sections: readonly SpanSection[]): string[] {
  const inSections = sections.flatMap((section) => {
    const covered = spans.filter((span) => coveringOf(span, [section]).length > 0);
    if (covered.length === 0) return [`${section.title}: any span`];
    const missing = Object.keys(section.attributes).filter(
      (key) => !covered.some(({ attributes }) => key in attributes),
    );
    return missing.map((key) => `${section.title}: ${key}`);
  });
  const events = spans.flatMap((span) => span.events);
  const names = new Set(events.map(({ name }) => name));
  const steps = spanSteps.filter((step) => !names.has(`glassgate.${step}`)).map((step) => `step ${step}`);
  const ofEvents = Object.entries(spanEvents).flatMap(([event, { attributes }]) =>
    Object.keys(attributes)
      .filter((key) => !events.some(({ name, attributes: given = {} }) => name === event && key in given))
      .map((key) => `event ${event}: ${key}`),
  );
  const links = new Set(spans.flatMap((span) => span.links).map((link) => link.attributes?.[linkAttribute]));
  const missingLinks = Object.keys(spanLinks).filter((value) => !links.has(value));
  return [...inSections, ...ofEvents, ...steps, ...missingLinks.map((value) => `link ${value}`)];
}

/**
 * Attributes that the catalog gives to the start of spans, and that no span has then; and those that a span has
 * then, though the catalog does not say so.
 */
export function wrongStarts<S extends MadeSpan>(
  spans: readonly S[],
  sections: readonly SpanSection[],
  givenAtStart: (span: S) => Attributes,
): string[] {
  const expected = new Set<string>();
  const found = new Set<string>();
  for (const span of spans) {
    const covering = coveringOf(span, sections);
    const named = (key: string) => `${covering.at(-1)?.title}: ${key}`;
    const made = listedOf(covering).filter(([key]) => key in span.attributes);
    for (const [key] of made.filter(([, { isAtStart }]) => isAtStart === true)) expected.add(named(key));
    const atStart = givenAtStart(span);
    for (const [key] of made.filter(([name]) => name in atStart)) found.add(named(key));
  }
  const late = [...expected].filter((one) => !found.has(one)).map((one) => `${one} comes later`);
  const early = [...found].filter((one) => !expected.has(one)).map((one) => `${one} is there at the start`);
  return [...late, ...early];
}

function listedOf(covering: readonly SpanSection[]): [string, CatalogedAttribute][] {
  return covering.flatMap(({ attributes }) => Object.entries(attributes));
}

function coveringOf(span: MadeSpan, sections: readonly SpanSection[]): SpanSection[] {
  const named = { name: span.name, kind: kindOf(span) };
  return sections.filter((section) => section.covers(named));
}

function kindOf({ kind }: MadeSpan): CatalogedSpan['kind'] {
  return SpanKind[kind] as CatalogedSpan['kind'];
}

function misfits(given: Attributes, listed: CatalogedAttributes): string[] {
  return Object.entries(given).flatMap(([key, value]) => {
    const entry = listed[key];
    if (entry === undefined) return [`attribute ${key} is not listed`];
    return fits(value, entry.type) ? [] : [`attribute ${key} is no ${entry.type}`];
  });
}

function fits(value: unknown, type: CatalogedAttribute['type']): boolean {
  switch (type) {
    case 'int':
      return Number.isInteger(value);
    case 'double':
      return typeof value === 'number';
    case 'string[]':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    default:
      return typeof value === type;
  }
}

/** A link without a value leads to the client's span. */
function strangeLink(attributes: Attributes = {}): string[] {
  return Object.entries(attributes)
    .filter(([key, value]) => key !== linkAttribute || !Object.hasOwn(spanLinks, String(value)))
    .map(([key, value]) => `link ${key}=${String(value)}`);
}
