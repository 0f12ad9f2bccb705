import { isContinued, newText, parseCompletion, wholeText } from './request.ts';
import { assistant, imageUrl, refusal, system, text, user } from './test-messages.ts';

const png = 'data:image/png;base64,AAAA';

const parse = (body: object) => parseCompletion({ messages: [user('x')], ...body }, 'default');

describe('what is said', () => {
  it.each([
    ['one turn, without names above it', [system('be kind'), user(' hi ')], 'be kind\n\nhi', 'be kind\n\nhi'],
    [
      'what is new since the last answer',
      [user('a'), assistant('b'), user('c'), assistant('d'), system('e'), user('f')],
      'e\n\nf',
      '[user]\na\n\n[assistant]\nb\n\n[user]\nc\n\n[assistant]\nd\n\n[system]\ne\n\n[user]\nf',
    ],
    ['all texts of a message', [user([text('a'), text(''), text('b')])], 'a\n\nb', 'a\n\nb'],
    ['no gap for a message without a text', [user('  '), user('a')], 'a', 'a'],
    ['a message of a developer', [{ role: 'developer', content: 'a' }, user('b')], 'a\n\nb', 'a\n\nb'],
  ])('is %s', (_what, messages, fresh, whole) => {
    const asked = parse({ messages });

    expect([newText(asked), wholeText(asked)]).toEqual([fresh, whole]);
  });

  it('is continued where there was an answer, also an empty one', () => {
    expect(isContinued(parse({ messages: [user('a'), assistant(null), user('b')] }))).toBe(true);
    expect(isContinued(parse({ messages: [system('a'), user('[assistant]\nb')] }))).toBe(false);
  });

  it('is nothing new where an image is all that is', () => {
    const asked = parse({ messages: [user('a'), assistant('b'), user([imageUrl(png)])] });

    expect([newText(asked), asked.image]).toEqual(['', { base64: 'AAAA', extension: 'png' }]);
  });

  it('may be long', () => {
    const long = 'a'.repeat(5_000_000);

    expect(newText(parse({ messages: [user(long)] })) === long).toBe(true);
  });
});

describe('the name of a conversation', () => {
  it.each([
    ['metadata', { metadata: { conversation_id: 'c-1' }, user: 'u-1' }, 'c-1'],
    ['user, where metadata has none', { metadata: {}, user: 'u-1' }, 'u-1'],
    ['user, where it is blank in metadata', { metadata: { conversation_id: ' ' }, user: 'u-1' }, 'u-1'],
    ['nobody, where both are null', { metadata: null, user: null }, undefined],
    ['nobody, where user is blank: it would be that of all who send it', { user: '' }, undefined],
    ['nobody, where there are spaces only', { metadata: { conversation_id: '' }, user: ' \t\n' }, undefined],
    ['metadata, with the spaces around it', { metadata: { conversation_id: ' c ' } }, ' c '],
  ])('comes from %s', (_what, body, name) => {
    expect(parse(body).conversation).toBe(name);
  });

  it('does not come from the prototype', () => {
    const body = JSON.parse('{"metadata":{"__proto__":{"conversation_id":"c-1","profile_id":"p1"}}}');

    expect(parse(body)).toMatchObject({ conversation: undefined, profileId: undefined });
  });
});

it.each([
  [{ metadata: { profile_id: 'p1' } }, 'p1'],
  [{ metadata: { profile_id: ' ' } }, undefined],
  [{ metadata: { profile_id: '' } }, undefined],
])('reads the profile from %j', (body, profileId) => {
  expect(parse(body).profileId).toBe(profileId);
});

describe('an image', () => {
  it.each([
    ['data:image/png;base64,AAAA', 'png'],
    ['DATA:IMAGE/JPEG;BASE64,AAAA', 'jpeg'],
    ['data:image/svg+xml;base64,AAAA', 'svg+xml'],
  ])('of %s is taken', (url, extension) => {
    expect(parse({ messages: [user([text('a'), imageUrl(url)])] }).image).toEqual({
      base64: 'AAAA',
      extension,
    });
  });

  it.each([
    'https://example.org/x.png',
    'file:///etc/passwd',
    ' data:image/png;base64,AAAA',
    'data:image/png,AAAA',
    'data:text/html;base64,AAAA',
    'data:image/../../x;base64,AAAA',
    'data:image/;base64,AAAA',
    `data:image/${'x'.repeat(21)};base64,AAAA`,
    'data:image/png;base64,',
    'data:image/png;base64, \n',
    '',
  ])('that is %j is refused', (url) => {
    expect(refusal({ messages: [user([text('a'), imageUrl(url)])] }).code).toBe('INVALID_REQUEST');
  });

  it('is the only one of its message', () => {
    expect(refusal({ messages: [user([imageUrl(png), imageUrl(png)])] }).message).toContain('one image');
  });

  it('of a message before the last is left out, because the chat has seen it', () => {
    const before = user([text('a'), imageUrl('https://example.org/x.png')]);

    expect(parse({ messages: [before, assistant('b'), user('c')] }).image).toBeUndefined();
  });

  it('may be large, and is not copied into a refusal', () => {
    const large = 'A'.repeat(5_000_000);
    const { image } = parse({ messages: [user([imageUrl(`data:image/png;base64,${large}`)])] });

    expect(image?.base64 === large).toBe(true);
    expect(refusal({ messages: [user([imageUrl(large)])] }).message.length).toBeLessThan(300);
  });
});

it.each(['temperature', 'response_format', 'stream', '__proto__', 'constructor'])(
  'takes no notice of %s, which has no effect',
  (key) => {
    const body = JSON.parse(`{"messages":[{"role":"user","content":"x"}],"${key}":{"n":2}}`);

    expect(parseCompletion(body, 'default')).toEqual(parse({}));
  },
);
