import type { PinnedChat, PreferredChat, SocksProxy, StoredChats } from 'glassgate/plugin-api';
import type { KnownProfile, Profiles } from './profiles.ts';
import type { Proxies } from './proxies.ts';

/** Who chose the proxy: the profile's configuration, the request, or the chat that goes on. */
type ProxySource = 'profile' | 'override' | 'chat' | 'none';

/** One way to serve a request: this profile, through this proxy, perhaps in this chat. */
export interface Candidate {
  readonly known: KnownProfile;
  readonly proxy: SocksProxy | undefined;
  readonly proxySource: ProxySource;
  readonly pin: PinnedChat | undefined;
  readonly preference: PreferredChat | undefined;
  readonly reason: string;
}

/** Where candidates come from. */
export interface Sources {
  readonly profiles: Profiles;
  readonly proxies: Proxies;
  readonly chats: () => StoredChats;
  readonly isOverrideAllowed: boolean;
}

/** The proxy that the request names, unless that is not allowed. */
export function overrideOf(
  proxyOverride: string | undefined,
  { proxies, isOverrideAllowed }: Sources,
): SocksProxy | undefined {
  if (proxyOverride === undefined || !isOverrideAllowed) return undefined;
  return proxies.fromClient(proxyOverride);
}

export interface ProxyChoice {
  readonly override: SocksProxy | undefined;
  readonly proxy: SocksProxy | undefined;
  readonly known: KnownProfile;
}

/** The proxy of a candidate, and who chose it. */
export function throughProxy({
  override,
  proxy,
  known,
}: ProxyChoice): Pick<Candidate, 'proxy' | 'proxySource'> {
  if (proxy === undefined) return { proxy, proxySource: 'none' };
  if (override !== undefined) return { proxy, proxySource: 'override' };
  return { proxy, proxySource: proxy.id === known.defaultProxyId ? 'profile' : 'chat' };
}

export async function defaultProxy(
  known: KnownProfile,
  { proxies }: Sources,
): Promise<SocksProxy | undefined> {
  return known.defaultProxyId === undefined ? undefined : proxies.byId(known.defaultProxyId);
}
