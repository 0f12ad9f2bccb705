import type { ExchangeEvent } from 'glassgate/plugin-api';
import { Deliveries } from './deliveries.ts';

function event(runId: string | null, failure: ExchangeEvent['failure'], method = 'POST'): ExchangeEvent {
  return {
    containerId: 'c1',
    requestId: 'r1',
    runId,
    stage: 'upstream',
    attempt: 1,
    tryNumber: 1,
    traceId: undefined,
    spanId: undefined,
    method,
    path: '/analyze',
    url: 'http://127.0.0.1/analyze',
    startedAt: new Date(),
    durationMs: 1,
    status: failure === null ? 500 : null,
    requestBody: null,
    replyBody: null,
    error: failure,
    failure,
  };
}

describe('Deliveries', () => {
  it.each([
    ['read_timeout', true],
    ['total_timeout', true],
    ['reset', true],
    ['broken_body', true],
    ['body_too_large', true],
    ['other', true],
    ['canceled', true],
    ['refused', false],
    ['dns', false],
    ['connect_timeout', false],
    [null, false],
  ] as const)('after %s a message may have arrived: %s', (failure, mayHaveArrived) => {
    const deliveries = new Deliveries();
    using delivery = deliveries.open('run');
    deliveries.saw(event('run', failure));
    expect(delivery.mayHaveArrived).toBe(mayHaveArrived);
  });

  it('does not believe a later refusal, and starts anew with the next message', () => {
    const deliveries = new Deliveries();
    using delivery = deliveries.open('run');
    deliveries.saw(event('run', 'reset'));
    deliveries.saw(event('run', null));
    deliveries.saw(event('run', 'refused'));
    expect(delivery.mayHaveArrived).toBe(true);
    delivery.begin();
    expect(delivery.mayHaveArrived).toBe(false);
  });

  it('looks at the messages of its own run only', () => {
    const deliveries = new Deliveries();
    using delivery = deliveries.open('run');
    deliveries.saw(event('run', 'reset', 'GET'));
    deliveries.saw(event('other', 'reset'));
    deliveries.saw(event(null, 'reset'));
    expect(delivery.mayHaveArrived).toBe(false);
  });

  it('forgets a run that is over', () => {
    const deliveries = new Deliveries();
    const delivery = deliveries.open('run');
    delivery[Symbol.dispose]();
    deliveries.saw(event('run', 'reset'));
    expect(delivery.mayHaveArrived).toBe(false);
  });
});
