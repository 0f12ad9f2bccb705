import { type AttemptEndedEvent, GlassgateError, type Journal, type Slot } from 'glassgate/plugin-api';
import { makeCall } from 'glassgate/testing';
import { AttemptSummaries } from './attempt-summaries.ts';

interface Ended extends Partial<AttemptEndedEvent> {
  readonly containerId?: string;
}

function ended(journal: Journal, { containerId, ...changes }: Ended): AttemptEndedEvent {
  return {
    stage: 'selector',
    attempt: 1,
    journal,
    // The one slot that is asked for here.
    read: <T>(_slot: Slot<T>) => (containerId === undefined ? undefined : ({ id: containerId } as T)),
    noted: () => undefined,
    answer: undefined,
    error: undefined,
    ...changes,
  };
}

describe('AttemptSummaries', () => {
  it('lists the containers that one request tried, in order', () => {
    const { journal } = makeCall();
    const summaries = new AttemptSummaries();
    const error = new GlassgateError('CONTAINER_BUSY', "Container 'c1' is busy.");
    summaries.add(ended(journal, { containerId: 'c1', error }));
    summaries.add(ended(journal, { containerId: 'c2', answer: { text: 'hello', raw: [] } }));
    expect(summaries.of(journal)).toEqual([
      {
        container_id: 'c1',
        status: 'failed',
        result_text: null,
        error_code: 'CONTAINER_BUSY',
        error_message: "Container 'c1' is busy.",
      },
      {
        container_id: 'c2',
        status: 'succeeded',
        result_text: 'hello',
        error_code: null,
        error_message: null,
      },
    ]);
  });

  it('leaves out attempts without a container, and other requests', () => {
    const { journal } = makeCall();
    const summaries = new AttemptSummaries();
    summaries.add(ended(journal, { stage: 'profile' }));
    summaries.add(ended(makeCall().journal, { containerId: 'c1', answer: { text: '', raw: [] } }));
    expect(summaries.of(journal)).toEqual([]);
  });
});
