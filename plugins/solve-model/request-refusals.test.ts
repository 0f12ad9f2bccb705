import { assistant, imageUrl, refusal, system, text, user } from './test-messages.ts';

const secret = 'sk-proj-0123456789ABCDEFghij';

describe('a refusal', () => {
  it.each([
    ['nothing', undefined, 'the body'],
    ['null', null, 'the body'],
    ['a list', [], 'the body'],
    ['no messages', {}, "'messages'"],
    ['messages that are a text', { messages: 'hi' }, "'messages'"],
    ['messages that are an object', { messages: { 0: user('hi'), length: 1 } }, "'messages'"],
    ['a message that is null', { messages: [null] }, "'messages.0'"],
    ['a message that is a list', { messages: [user('a'), [user('b')]] }, "'messages.1'"],
    ['a role of every object', { messages: [{ role: 'constructor', content: 'a' }] }, "'messages.0.role'"],
    ['no role', { messages: [{ content: 'a' }] }, "'messages.0.role'"],
    ['content that is a number', { messages: [user(5)] }, "'messages.0.content"],
    ['content that is null', { messages: [user(null)] }, "'messages.0.content"],
    ['a part that is unknown', { messages: [user([{ type: 'input_audio' }])] }, "'messages.0.content"],
    ['a user that is a number', { messages: [user('a')], user: 5 }, "'user'"],
    ['a user that is an object', { messages: [user('a')], user: { id: 'u' } }, "'user'"],
    [
      'a conversation that is a number',
      { messages: [user('a')], metadata: { conversation_id: 5 } },
      "'metadata.conversation_id'",
    ],
    ['metadata that is a list', { messages: [user('a')], metadata: ['c-1'] }, "'metadata'"],
    ['no number of answers', { messages: [user('a')], n: '1' }, "'n'"],
    ['a function', { messages: [user('a')], functions: [{}] }, "'functions'"],
  ])('says where the mistake is: %s', (_what, body, where) => {
    const { code, message, details } = refusal(body);

    expect([code, details]).toEqual(['INVALID_REQUEST', { reason: 'invalid_request' }]);
    expect(message).toContain(`There is a mistake in ${where}`);
  });

  it.each([
    ['an answer', [user('a'), assistant('b')]],
    ['a system message', [user('a'), system('b')]],
    ['an empty one', [user(' \n')]],
    ['one without a part', [user([])]],
    ['one with empty texts', [user([text(''), text(' ')])]],
  ])('comes where the last message is %s', (_what, messages) => {
    expect(refusal({ messages }).message).toMatch(/^The last /);
  });

  it.each([
    ['a role', { messages: [{ role: secret, content: 'a' }] }],
    ['content', { messages: [user({ secret })] }],
    ['a part', { messages: [user([{ type: secret }])] }],
    ['an image', { messages: [user([imageUrl(secret)])] }],
    ['a number of answers', { messages: [user('a')], n: secret }],
    ['a list of tools', { messages: [user('a')], tools: secret }],
    ['metadata', { messages: [user('a')], metadata: secret }],
  ])('does not repeat what was sent as %s', (_what, body) => {
    const { message, details } = refusal(body);

    expect(JSON.stringify([message, details])).not.toContain(secret);
  });

  it('stays short, however long a key is', () => {
    const metadata = { ['x'.repeat(1_000_000)]: 5 };

    expect(refusal({ messages: [user('a')], metadata }).message.length).toBeLessThan(400);
  });
});
