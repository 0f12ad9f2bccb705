import { profilesFor, refuseNamedProfile, refusePinnedProfile } from './client-limit.ts';
import type { KnownProfile } from './profiles.ts';

const known = (id: string): KnownProfile => ({
  profile: { id, value: `/${id}`, allowedContainers: [] },
  defaultProxyId: undefined,
  maxUses: undefined,
  isPendingReplace: false,
  usesCount: 0,
});
const all = { byUses: () => ['p1', 'p2', 'p3'].map(known) };
const ids = (profiles: Iterable<KnownProfile>) => [...profiles].map(({ profile }) => profile.id);
const alice = { name: 'alice', profiles: ['p3', 'p1'] };

describe('the limit of a client', () => {
  it('leaves the profiles of its list to choose from', () => {
    expect(ids(profilesFor(alice, all))).toEqual(['p1', 'p3']);
  });

  it.each([undefined, { name: 'bob' }])('leaves all without a list: %j', (client) => {
    expect(ids(profilesFor(client, all))).toEqual(['p1', 'p2', 'p3']);
    expect(() => refuseNamedProfile(client, 'p2')).not.toThrow();
    expect(() => refusePinnedProfile(client, 'p2')).not.toThrow();
  });

  it('says so when no profile of the list exists', () => {
    const lost = { name: 'carol', profiles: ['gone'] };
    expect(() => profilesFor(lost, all)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    expect(ids(profilesFor({ name: 'bob' }, { byUses: () => [] }))).toEqual([]);
  });

  it('refuses a profile by name, and does not name the one of a stored chat', () => {
    const forbidden = (id: string) =>
      expect.objectContaining({ code: 'FORBIDDEN', message: expect.stringContaining(id) });
    expect(() => refuseNamedProfile(alice, 'p2')).toThrow(forbidden("'p2'"));
    expect(() => refuseNamedProfile(alice, 'p1')).not.toThrow();
    expect(() => refusePinnedProfile(alice, 'p2')).toThrow(forbidden("'alice'"));
    expect(() => refusePinnedProfile(alice, 'p2')).not.toThrow(forbidden('p2'));
    expect(() => refusePinnedProfile(alice, 'p3')).not.toThrow();
  });
});
