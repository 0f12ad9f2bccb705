import type { CatalogedAttributes } from '../../plugin-api/spans.ts';
import type { CatalogedSpan, PluginSpans } from './cataloged-span.ts';
import { runSpan, stageSpan } from './run-span-catalog.ts';
import { childSpanAttributes, coreSpans, genAiSpanAttributes } from './span-catalog.ts';
import { isNamedLike } from './span-names.ts';

/** Attributes that one owner adds to spans of one sort. */
export interface SpanSection {
  readonly title: string;
  /** `core`, or the name of a plugin. */
  readonly owner: string;
  readonly attributes: CatalogedAttributes;
  /** Whether a span of this name and kind may have them. */
  covers(span: NamedSpan): boolean;
}

interface NamedSpan {
  readonly name: string;
  readonly kind: CatalogedSpan['kind'];
}

/** The catalog, cut into what the core and each plugin say of spans of one sort. */
export function spanSections(plugins: readonly PluginSpans[]): SpanSection[] {
  const ofPlugins = plugins.flatMap(sectionsOf);
  const children = ofPlugins.filter(({ title }) => title.startsWith('span '));
  const isChild = (span: NamedSpan) => children.some((section) => section.covers(span));
  const ofCore = coreSpans.map(
    (entry): SpanSection => ({
      title: entry.name,
      owner: 'core',
      attributes: entry.attributes,
      covers: (span) => entryOf(span) === entry && !isChild(span),
    }),
  );
  const shared = [
    { title: 'spans of plugins', attributes: childSpanAttributes, covers: isChild },
    {
      title: 'generative AI',
      attributes: genAiSpanAttributes,
      covers: (span: NamedSpan) => isChild(span) || entryOf(span) === stageSpan,
    },
  ];
  return [...ofCore, ...shared.map((section) => ({ ...section, owner: 'core' })), ...ofPlugins];
}

/** The first entry of the core for a span: a name may look like that of a later one too. */
function entryOf({ name, kind }: NamedSpan): CatalogedSpan | undefined {
  return coreSpans.find((entry) => entry.kind === kind && isNamedLike(entry.name, name));
}

function sectionsOf({ plugin, spans }: PluginSpans): SpanSection[] {
  const { stage = {}, run = {}, children = {} } = spans;
  const sections: SpanSection[] = [
    {
      title: `stage ${plugin}`,
      owner: plugin,
      attributes: stage,
      covers: ({ name, kind }) => kind === stageSpan.kind && name === `stage ${plugin}`,
    },
    {
      title: `run of ${plugin}`,
      owner: plugin,
      attributes: run,
      covers: (span) => entryOf(span) === runSpan,
    },
    ...Object.values(children).map(
      (child): SpanSection => ({
        title: `span ${child.name}`,
        owner: plugin,
        attributes: child.attributes,
        covers: ({ name, kind }) =>
          kind === child.kind.toUpperCase() && (name === child.name || name.startsWith(`${child.name} `)),
      }),
    ),
  ];
  return sections.filter(({ title, attributes }) => title.startsWith('span ') || hasAny(attributes));
}

function hasAny(attributes: CatalogedAttributes): boolean {
  return Object.keys(attributes).length > 0;
}
