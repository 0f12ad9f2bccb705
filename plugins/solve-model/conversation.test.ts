import { Conversations, conversationKey } from './conversation.ts';
import type { ChatCompletion } from './request.ts';
import { client, llmRequest } from './test-request.ts';

const place = (profileId: string) => ({ profileId, pageUrl: `https://chat.example/c/${profileId}` });

describe('conversations', () => {
  it('forget the one that was answered longest ago when there are too many', () => {
    const conversations = new Conversations(2);
    conversations.remember('a', place('p1'));
    conversations.remember('b', place('p2'));
    conversations.remember('a', place('p3'));
    conversations.remember('c', place('p4'));

    expect(['a', 'b', 'c'].map((key) => conversations.find(key)?.profileId)).toEqual(['p3', undefined, 'p4']);
  });

  it('keep as many as they may', () => {
    const conversations = new Conversations(100);
    for (let index = 0; index < 1_000; index += 1) conversations.remember(`${index}`, place('p1'));
    const kept = Array.from({ length: 1_000 }, (_, index) => conversations.find(`${index}`)).map(
      (found) => found !== undefined,
    );

    expect(kept).toEqual([...Array(900).fill(false), ...Array(100).fill(true)]);
  });

  it('forget what they are told to, and no other', () => {
    const conversations = new Conversations(2);
    conversations.remember('a', place('p1'));
    conversations.remember('b', place('p2'));
    conversations.forget('a');
    conversations.forget('never there');

    expect([conversations.find('a'), conversations.find('b')]).toEqual([undefined, place('p2')]);
  });

  it.each(['__proto__', 'constructor', ''])('know nobody who is called %j', (key) => {
    const conversations = new Conversations(2);

    expect(conversations.find(key)).toBeUndefined();
  });
});

describe('the key of a conversation', () => {
  const asked: ChatCompletion = {
    promptId: 'default',
    profileId: 'p1',
    conversation: 'c-1',
    messages: [],
    image: undefined,
  };
  const keyOf = (changed: Partial<ChatCompletion> = {}, name: string | undefined = 'ann') =>
    conversationKey(llmRequest({}, { client: name === undefined ? undefined : client(name) }), {
      ...asked,
      ...changed,
    });

  it('is the same for what is said later', () => {
    const messages = [{ role: 'user', text: 'more' }];

    expect(keyOf({ messages, image: { base64: 'AAAA', extension: 'png' } })).toBe(keyOf());
  });

  it.each([
    ['another client', keyOf({}, 'bob')],
    ['nobody', conversationKey(llmRequest({}), asked)],
    ['a client called null', keyOf({}, 'null')],
    ['another prompt', keyOf({ promptId: 'short' })],
    ['another profile', keyOf({ profileId: 'p2' })],
    ['no profile', keyOf({ profileId: undefined })],
    ['another name', keyOf({ conversation: 'c-2' })],
    ['a name in other letters', keyOf({ conversation: 'C-1' })],
    ['parts that are mixed up', keyOf({ profileId: 'c-1', conversation: 'p1' })],
  ])('is another one for %s', (_what, other) => {
    expect(other).toMatch(/^[a-f\d]{64}$/);
    expect(other).not.toBe(keyOf());
  });

  it('tells a client without a name from one that is called null', () => {
    expect(keyOf({}, 'null')).not.toBe(conversationKey(llmRequest({}), asked));
  });

  it.each(['', ',', '","', '\u0000'])('tells where a part ends, also with %j in it', (mark) => {
    const [long, short] = [`p${mark}c`, `c${mark}1`];

    expect(keyOf({ profileId: long, conversation: '1' })).not.toBe(
      keyOf({ profileId: 'p', conversation: short }),
    );
  });

  it('takes as little room for a name of a megabyte', () => {
    expect(keyOf({ conversation: 'x'.repeat(1_000_000) })).toHaveLength(64);
  });

  it('is none where the client names no conversation', () => {
    expect(keyOf({ conversation: undefined })).toBeUndefined();
  });
});
