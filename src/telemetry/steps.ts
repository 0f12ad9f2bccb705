import type { Attributes, Span } from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { StepName } from '../plugin-api/stage.ts';
import type { SpanAttributes } from '../plugin-api/traces.ts';
import type { SpanFeatures } from './span-features.ts';

export interface Step {
  readonly name: StepName;
  readonly fields: SpanAttributes;
}

const maxEventNames = 1_024;
const eventNames = new Map<StepName, string>();

/** Tells of one step of a stage where the operator wants it: as an event of the span, as a line, or both. */
export function tellStep(
  span: Span,
  { name, fields }: Step,
  { events, log }: { readonly events: SpanFeatures['events']; readonly log: Logger | undefined },
): void {
  // The API's type of arrays is a mutable one; nobody changes them.
  if (events !== 'logs' && span.isRecording()) span.addEvent(eventNameOf(name), fields as Attributes);
  if (log !== undefined && events !== 'span')
    log.debug({ ...fields, event: name }, name.replaceAll('.', ' '));
}

// Put together once for each: a text that was just made must be copied and hashed before it can be looked up.
function eventNameOf(name: StepName): string {
  let known = eventNames.get(name);
  if (known === undefined) {
    known = `glassgate.${name}`;
    if (eventNames.size < maxEventNames) eventNames.set(name, known);
  }
  return known;
}
