import type { SolveRequest, StoredChat } from 'glassgate/plugin-api';
import { namedCandidate } from './named-candidate.ts';
import { anything, openSources, storedChat, type World } from './test-sources.ts';

interface Known extends World {
  readonly chat?: Partial<StoredChat>;
}

const chatUrl = 'https://chat.qwen.ai/c/known';

/** The candidate for a request, as `profile via proxy in chat`. */
async function candidate(request: Partial<SolveRequest>, { chat, ...world }: Known = {}) {
  const stored = { ...storedChat, ...chat };
  const findByUrl = async (url: string) => (url === chatUrl ? stored : undefined);
  await using opened = await openSources({ ...world, chats: { findByUrl } });
  const found = await namedCandidate({ ...anything, ...request }, opened.sources);
  if (found === undefined) return undefined;
  const place = found.pin === undefined ? 'any chat' : `${found.pin.containerId}/${found.pin.chatSessionId}`;
  return `${found.known.profile.id} via ${found.proxy?.id} in ${place}`;
}

describe('namedCandidate', () => {
  it('leaves a request that names nothing to others', async () => {
    expect(await candidate({})).toBeUndefined();
  });

  it('takes the profile that the client names, also one that auto-selection would skip', async () => {
    expect(await candidate({ profileId: 'p1' })).toBe('p1 via s1 in any chat');
    expect(await candidate({ profileId: 'p0' })).toBe('p0 via undefined in any chat');
    expect(await candidate({ profileId: 'p2' }, { uses: ['p2', 'p2'] })).toBe('p2 via undefined in any chat');
  });

  it('goes through the proxy of the request, unless that is not allowed', async () => {
    const request = { profileId: 'p1', proxyOverride: 's2' };
    expect(await candidate(request)).toBe('p1 via s2 in any chat');
    expect(await candidate(request, { isOverrideAllowed: false })).toBe('p1 via s1 in any chat');
    const lost = { profileId: 'p1', proxyOverride: 'lost' };
    expect(await candidate(lost, { isOverrideAllowed: false })).toBe('p1 via s1 in any chat');
  });

  it('stays with a pinned chat: its profile, its proxy, its container', async () => {
    expect(await candidate({ chatUrl })).toBe('p2 via s1 in c1/7');
    expect(await candidate({ chatUrl, proxyOverride: 's2' })).toBe('p2 via s2 in c1/7');
    expect(await candidate({ chatUrl }, { chat: { proxyId: '' } })).toBe('p2 via undefined in c1/7');
    expect(await candidate({ chatUrl }, { chat: { proxyId: '', profileId: 'p1' } })).toBe(
      'p1 via s1 in c1/7',
    );
  });

  it.each<[string, Partial<SolveRequest>, Known]>([
    ["There is no profile 'p9'.", { profileId: 'p9' }, {}],
    ["There is no proxy 's9'.", { profileId: 'p1', proxyOverride: 's9' }, {}],
    ["No stored chat has the address in 'options.chat_url'.", { chatUrl: `${chatUrl}?` }, {}],
    ["The chat in 'options.chat_url' belongs to prompt 'default'.", { chatUrl, promptId: 'short' }, {}],
    ["The chat in 'options.chat_url' is archived or disabled.", { chatUrl }, { chat: { isUsable: false } }],
    ["The chat in 'options.chat_url' belongs to another profile.", { chatUrl, profileId: 'p1' }, {}],
    ["There is no profile 'gone'.", { chatUrl }, { chat: { profileId: 'gone' } }],
  ])('says: %s', async (message, request, known) => {
    await expect(candidate(request, known)).rejects.toMatchObject({ code: 'INVALID_REQUEST', message });
  });
});
