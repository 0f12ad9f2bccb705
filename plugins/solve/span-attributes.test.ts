import { answeredAttributes, askedAttributes, notes, type SolveRequest } from 'glassgate/plugin-api';
import { makeCall } from 'glassgate/testing';

const image = { base64: 'aGk=', extension: 'png' };

function request(changes: Partial<SolveRequest>): SolveRequest {
  return {
    promptId: 'default',
    profileId: undefined,
    proxyOverride: 'socks5://user:password@h:1',
    text: undefined,
    image: undefined,
    forceNewChat: false,
    maxChatUses: undefined,
    chatUrl: undefined,
    ...changes,
  };
}

describe('askedAttributes', () => {
  it.each([
    ['text', 2, { text: 'hi' }],
    ['image', 0, { image }],
    ['both', 5, { text: 'hello', image }],
  ])('has the kind %s and its size, and no content', (kind, chars, content) => {
    expect(askedAttributes(request(content))).toEqual({
      'glassgate.prompt.id': 'default',
      'glassgate.input.kind': kind,
      'glassgate.input.chars': chars,
    });
  });

  it('cuts what is too long for an id', () => {
    const long = 'x'.repeat(5_000);
    expect(askedAttributes(request({ promptId: long, profileId: long, text: 'hi' }))).toMatchObject({
      'glassgate.prompt.id': 'x'.repeat(200),
      'glassgate.profile.id': 'x'.repeat(200),
    });
  });
});

describe('answeredAttributes', () => {
  it('has each container once', () => {
    const call = makeCall();
    for (const containerId of ['c2', 'c1', 'c2']) call.note(notes.container, { containerId });
    expect(answeredAttributes(call.journal, { text: 'done', raw: [] })).toEqual({
      'glassgate.output.chars': 4,
      'glassgate.container.ids': ['c2', 'c1'],
    });
  });

  it('is empty for a solve that came to nothing', () => {
    expect(answeredAttributes(makeCall().journal, undefined)).toEqual({});
  });
});
