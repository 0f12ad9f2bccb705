import { type ExchangeEvent, notes } from 'glassgate/plugin-api';
import { makeCall } from 'glassgate/testing';
import { mayHaveExecuted } from './may-have-executed.ts';

const answered = { method: 'POST', status: 200, failure: null } as ExchangeEvent;
const cut = (failure: ExchangeEvent['failure']) => ({ ...answered, status: null, failure });

describe('mayHaveExecuted', () => {
  it.each<[string, ExchangeEvent, boolean]>([
    ['an answer', answered, true],
    ['a 500', { ...answered, status: 500 }, true],
    ['a redirect', { ...answered, status: 302 }, true],
    ['a 423', { ...answered, status: 423 }, false],
    ['a 400', { ...answered, status: 400 }, false],
    ['a probe', { ...answered, method: 'GET' }, false],
    ['a read timeout', cut('read_timeout'), true],
    ['a reset', cut('reset'), true],
    ['a broken body', cut('broken_body'), true],
    ['a client that left', cut('canceled'), true],
    ['a refused connection', cut('refused'), false],
    ['an unknown host', cut('dns'), false],
    ['no connection in time', cut('connect_timeout'), false],
  ])('tells what %s means', (_, event, expected) => {
    expect(mayHaveExecuted(event, makeCall().journal)).toBe(expected);
  });

  it('leaves start prompts aside, and no message that comes after one', () => {
    const call = makeCall();
    call.note(notes.startPrompt, { isUnderWay: true });
    expect(mayHaveExecuted(cut('reset'), call.journal)).toBe(false);
    call.note(notes.startPrompt, { isUnderWay: false });
    expect(mayHaveExecuted(cut('reset'), call.journal)).toBe(true);
  });
});
