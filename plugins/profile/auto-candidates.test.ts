import type { RecentChatsQuery, SolveRequest, StoredChat } from 'glassgate/plugin-api';
import { autoOffers, keptFirst, type Offer } from './auto-candidates.ts';
import { anything, openSources, prompt, storedChat, type World } from './test-sources.ts';

interface Known extends World {
  readonly recent?: readonly Partial<StoredChat>[];
}

/** What is offered for a request, as `profile via proxy` with its chat, or `profile: why not`. */
async function offers(request: Partial<SolveRequest>, { recent = [], ...world }: Known = {}) {
  const asked: RecentChatsQuery[] = [];
  const chats = {
    recent: async (query: RecentChatsQuery) => {
      asked.push(query);
      return recent.map((chat) => ({ ...storedChat, proxyId: '', ...chat }));
    },
  };
  await using opened = await openSources({ ...world, chats });
  const offered: string[] = [];
  for await (const offer of autoOffers({ request: { ...anything, ...request }, prompt }, opened.sources)) {
    offered.push(shown(offer));
  }
  return { offered, asked };
}

function shown(offer: Offer): string {
  if ('passedOver' in offer) return `${offer.passedOver.id}: ${offer.passedOver.reason}`;
  const { known, proxy, preference } = offer.candidate;
  const chat = preference === undefined ? '' : ` in ${preference.containerId}/${preference.chatSessionId}`;
  return `${known.profile.id} via ${proxy?.id}${chat}`;
}

const skipped = 'p0: pending replace';

describe('autoOffers', () => {
  it('offers those with fewest uses first, then by id, and says why one is left out', async () => {
    expect((await offers({})).offered).toEqual([
      skipped,
      'p1 via s1',
      'p2 via undefined',
      'p3 via undefined',
    ]);
    expect((await offers({}, { uses: ['p1', 'p1', 'p2'] })).offered).toEqual([
      skipped,
      'p3 via undefined',
      'p2 via undefined',
      'p1 via s1',
    ]);
    expect((await offers({}, { uses: ['p2', 'p2'], guests: ['p1'] })).offered).toEqual([
      skipped,
      'p1: guest',
      'p3 via undefined',
      'p2: max_uses reached',
    ]);
  });

  it('offers the profiles of recent chats first, each once, with their containers and proxies', async () => {
    const recent = [
      { profileId: 'p3', containerId: 'c2', chatSessionId: 9 },
      { profileId: 'p2', proxyId: 's2', chatSessionId: 8 },
      { profileId: 'p3', containerId: 'c1', chatSessionId: 7 },
    ];
    expect((await offers({}, { recent })).offered).toEqual([
      'p3 via undefined in c2/9',
      'p2 via s2 in c1/8',
      skipped,
      'p1 via s1',
    ]);
  });

  it.each<[string, Partial<StoredChat>, Known, string]>([
    ['waits to be replaced', { profileId: 'p0' }, {}, skipped],
    ['has reached its limit', { profileId: 'p2' }, { uses: ['p2', 'p2'] }, 'p2: max_uses reached'],
    ['is logged out', { profileId: 'p3' }, { guests: ['p3'] }, 'p3: guest'],
  ])('offers no recent chat whose profile %s', async (_, chat, world, reason) => {
    const { offered } = await offers({}, { ...world, recent: [chat] });
    expect(offered[0]).toBe(reason);
    expect(offered.join()).not.toContain('/7');
    expect(offered).toHaveLength(4);
  });

  it.each([
    ['of a profile that is gone', { profileId: 'gone' }],
    ['without a proxy, when its profile has one now', { profileId: 'p1' }],
    ['through a proxy that left the config', { profileId: 'p1', proxyId: 's9' }],
    ['through a URL that nobody remembers', { profileId: 'p1', proxyId: 'url-0123456789ab' }],
  ])('passes over a recent chat %s', async (_, chat) => {
    const { offered } = await offers({}, { recent: [chat] });
    expect(offered).toEqual([skipped, 'p1 via s1', 'p2 via undefined', 'p3 via undefined']);
  });

  it('asks for chats that fit the request', async () => {
    const { asked, offered } = await offers(
      { proxyOverride: 's2', maxChatUses: 3 },
      { recent: [{ proxyId: 's2' }] },
    );
    expect(asked).toEqual([{ promptId: 'default', maxUses: 3, proxyId: 's2' }]);
    expect(offered).toEqual(['p2 via s2 in c1/7', skipped, 'p1 via s2', 'p3 via s2']);
    expect((await offers({})).asked).toEqual([{ promptId: 'default', maxUses: 50, proxyId: undefined }]);
  });

  it('mentions to a client only the profiles of its list', async () => {
    const client = { name: 'one', profiles: ['p3', 'p1'] };
    const recent = [{ profileId: 'p2' }, { profileId: 'p3' }];
    expect((await offers({ client }, { recent })).offered).toEqual(['p3 via undefined in c1/7', 'p1 via s1']);
  });
});

describe('keptFirst', () => {
  it.each([
    [undefined, ['p0', 'p1', 'p2']],
    ['p2', ['p2', 'p0', 'p1']],
    ['p0', ['p0', 'p1', 'p2']],
    ['gone', ['p0', 'p1', 'p2']],
  ])('offers %s before the others, and each once', async (kept, expected) => {
    async function* offers(): AsyncGenerator<Offer> {
      for (const id of ['p0', 'p1', 'p2']) yield { passedOver: { id, verdict: 'passed_over', reason: '' } };
    }
    const offered: string[] = [];
    for await (const offer of keptFirst(kept, offers)) offered.push(shown(offer).slice(0, 2));
    expect(offered).toEqual(expected);
  });
});
