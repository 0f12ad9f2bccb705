import type { SolveRequest, StoredChat, StoredChats } from 'glassgate/plugin-api';
import { GlassgateError } from 'glassgate/plugin-api';
import { openTestStore } from 'glassgate/testing';
import type { Sources } from './candidate.ts';
import { profileConfig } from './config.ts';
import { Profiles } from './profiles.ts';
import { Proxies } from './proxies.ts';
import { profilesTable, socksTable } from './tables.ts';

/** A request that asks for nothing in particular. */
export const anything: SolveRequest = {
  promptId: 'default',
  profileId: undefined,
  proxyOverride: undefined,
  text: 'hi',
  image: undefined,
  forceNewChat: false,
  maxChatUses: undefined,
  chatUrl: undefined,
};

export const prompt = { id: 'default', defaultMaxChatUses: 50, text: async () => 'Be brief.' };

export const storedChat: StoredChat = {
  chatSessionId: 7,
  containerId: 'c1',
  promptId: 'default',
  profileId: 'p2',
  proxyId: 's1',
  isUsable: true,
};

const config = profileConfig.parse({
  socks: [
    { socks_id: 's1', url: 'socks5://one:1' },
    { socks_id: 's2', url: 'socks5://two:2' },
  ],
  profiles: [
    { profile_id: 'p3', profile_value: '/p3' },
    { profile_id: 'p1', profile_value: '/p1', socks_id: 's1' },
    { profile_id: 'p2', profile_value: '/p2', max_uses: 2 },
    { profile_id: 'p0', profile_value: '/p0', pending_replace: true },
  ],
});

export interface World {
  /** Ids of profiles, once per use. */
  readonly uses?: readonly string[];
  /** Ids of profiles that are logged out. */
  readonly guests?: readonly string[];
  readonly chats?: Partial<StoredChats>;
  readonly isOverrideAllowed?: boolean;
}

/** Four profiles and two proxies, and the chats that a test wants. */
export async function openSources({ uses = [], guests = [], chats, isOverrideAllowed = true }: World = {}) {
  await using opened = new AsyncDisposableStack();
  const { store } = opened.use(await openTestStore(profilesTable, socksTable));
  const profiles = await Profiles.seed(store, config.profiles);
  for (const id of uses) profiles.countUse(id);
  const known: StoredChats = {
    findByUrl: async () => undefined,
    recent: async () => [],
    blockade: (id) =>
      guests.includes(id) ? new GlassgateError('PROFILE_BLOCKED', `${id} is out.`) : undefined,
    ...chats,
  };
  const proxies = await Proxies.seed(store, config.socks);
  const sources: Sources = { profiles, proxies, chats: () => known, isOverrideAllowed };
  const running = opened.move();
  return { sources, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
