import type { Journal } from '../journal.ts';
import type { SpanAttributes } from '../traces.ts';
import { notes } from './notes.ts';
import type { SolveAnswer, SolveRequest } from './slots.ts';

const inputKinds = ['text', 'image', 'both'] as const;
export type InputKind = (typeof inputKinds)[number];

/** A client may send anything for an id, however long; no real one is longer. */
const maxIdChars = 200;

export function inputKindOf({ text, image }: Pick<SolveRequest, 'text' | 'image'>): InputKind {
  if (image === undefined) return 'text';
  return text === undefined ? 'image' : 'both';
}

/** What the span of a solve has from its start: whoever starts runs of `solveChain` hands it over. */
export function askedAttributes(request: SolveRequest): SpanAttributes {
  const { promptId, profileId, text } = request;
  return {
    'glassgate.prompt.id': promptId.slice(0, maxIdChars),
    ...(profileId !== undefined && { 'glassgate.profile.id': profileId.slice(0, maxIdChars) }),
    'glassgate.input.kind': inputKindOf(request),
    'glassgate.input.chars': text?.length ?? 0,
  };
}

/** What the span of a solve has at its end; `answer` is undefined for one that failed. */
export function answeredAttributes(journal: Journal, answer: SolveAnswer | undefined): SpanAttributes {
  const containerIds = containersOf(journal);
  return {
    ...(answer !== undefined && { 'glassgate.output.chars': answer.text.length }),
    ...(containerIds.length > 0 && { 'glassgate.container.ids': containerIds }),
  };
}

/** The containers that were given a message, each once, in the order of their first one. */
export function containersOf(journal: Journal): readonly string[] {
  return [...new Set(journal.all(notes.container).map(({ containerId }) => containerId))];
}
