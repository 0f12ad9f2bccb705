import { logEvents } from '../../plugin-api/log-events.ts';
import type { CatalogedAttributes } from '../../plugin-api/spans.ts';
import type { CatalogedSpan, PluginSpans } from './cataloged-span.ts';
import { code, table } from './markdown-table.ts';
import { coreSpans } from './span-catalog.ts';
import { linkAttribute, spanEvents, spanLinks, spanSteps } from './span-events.ts';
import { resourceAttributes } from './span-resource.ts';
import { type SpanSection, spanSections } from './span-sections.ts';

const introduction = `# Spans

<!-- Written by \`npm run docs:spans\` from the catalog in \`src/telemetry/catalog\` and each plugin's \`spans.ts\`. -->

One request is one trace: a span of the HTTP request, below it one of the run of the chain, below that the stages, one inside the other, and in them the exchanges with workers and the calls of the database. A part of a name in braces takes values of a closed set. No name holds an id, and texts pass [redaction](redaction.md).

The convention for names is OpenTelemetry semantic conventions 1.44: HTTP and database as they are, \`glassgate.\` for our own. \`otel.gen_ai: off\` leaves \`gen_ai.\` out; \`otel.events\` says whether events go to spans, to the log, or to both.`;

const starts =
  '*At start*: given when the span is opened, if it is known then. A sampler sees those of the first span of a trace.';
const pluginsIntroduction =
  'What each plugin adds to the span of its stage, to that of the run, and spans of its own. A plugin lists it with `defineSpans`, as its metrics with `defineMetrics`.';
const stepsIntroduction =
  'A stage tells of its steps. Each is an event `glassgate.<name>` of its span and a [line of the log](log-events.md) at level `debug`, with the same fields.';

/** The text of docs/spans.md. */
export function spansPage(plugins: readonly PluginSpans[]): string {
  const sections = spanSections(plugins);
  const ofCore = sections.filter(({ owner }) => owner === 'core');
  const ofPlugins = sections.filter(({ owner }) => owner !== 'core');
  const parts = [
    introduction,
    `## Names\n\n${nameTable(plugins)}`,
    `## Resource\n\nEvery exported span has these, and what \`OTEL_RESOURCE_ATTRIBUTES\` adds.\n\n${resourceTable()}`,
    `## Attributes\n\n${starts}\n\n${ofCore.map(sectionText).join('\n\n')}`,
    `## Attributes of plugins\n\n${pluginsIntroduction}\n\n${ofPlugins.map(sectionText).join('\n\n')}`,
    `## Events\n\n${eventTable()}\n\n${stepsIntroduction}\n\n${stepTable()}`,
    `## Links\n\nThe attribute \`${linkAttribute}\` of a link says what it leads to. The span of a request whose \`traceparent\` is not trusted has a link to the client's span, without this attribute.\n\n${linkTable()}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function nameTable(plugins: readonly PluginSpans[]): string {
  const core = coreSpans.map(({ name, kind, help }) => [code(name), kind, 'core', help]);
  const own = plugins.flatMap(({ plugin, spans: { children = {} } }) =>
    Object.values(children).map(({ name, kind, help }) => [code(name), kindOf(kind), code(plugin), help]),
  );
  return table(['Name', 'Kind', 'Made by', 'Covers'], [...core, ...own]);
}

function kindOf(kind: string): CatalogedSpan['kind'] {
  return kind === 'client' ? 'CLIENT' : 'INTERNAL';
}

function sectionText({ title, attributes }: SpanSection): string {
  return `### ${titleOf(title)}\n\n${attributeTable(attributes)}`;
}

function titleOf(title: string): string {
  return title.includes('{') ? code(title) : `${title.charAt(0).toUpperCase()}${title.slice(1)}`;
}

function resourceTable(): string {
  const rows = Object.entries(resourceAttributes).map(([key, { type, help }]) => [code(key), type, help]);
  return table(['Attribute', 'Type', 'Meaning'], rows);
}

function attributeTable(attributes: CatalogedAttributes): string {
  const rows = Object.entries(attributes).map(([key, { type, isAtStart, help }]) => [
    code(key),
    type,
    isAtStart === true ? 'yes' : '–',
    help,
  ]);
  return table(['Attribute', 'Type', 'At start', 'Meaning'], rows);
}

function eventTable(): string {
  const rows = Object.entries(spanEvents).map(([name, { help, attributes }]) => [
    code(name),
    Object.keys(attributes).map(code).join(' '),
    help,
  ]);
  return table(['Event', 'Attributes', 'Added when'], rows);
}

function stepTable(): string {
  return table(
    ['Event', 'Added when'],
    spanSteps.map((step) => [code(`glassgate.${step}`), logEvents[step]]),
  );
}

function linkTable(): string {
  const rows = Object.entries(spanLinks).map(([value, help]) => [code(value), help]);
  return table([code(linkAttribute), 'Leads'], rows);
}
