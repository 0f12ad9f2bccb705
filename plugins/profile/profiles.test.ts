import { openTestStore } from 'glassgate/testing';
import { profileConfig } from './config.ts';
import { Profiles } from './profiles.ts';
import { profilesTable } from './tables.ts';

function configs(...profiles: readonly object[]) {
  return profileConfig.parse({ profiles, socks: [{ socks_id: 's1', url: 'socks5://h:1' }] }).profiles;
}

const p1 = { profile_id: 'p1', profile_value: '/p1' };

describe('Profiles', () => {
  it('knows what the config says of a profile', async () => {
    await using opened = await openTestStore(profilesTable);
    const more = { socks_id: 's1', allowed_containers: ['c1'], max_uses: 5, pending_replace: true };
    const profiles = await Profiles.seed(opened.store, configs({ ...p1, ...more }));
    expect(profiles.get('p1')).toEqual({
      profile: { id: 'p1', value: '/p1', allowedContainers: ['c1'] },
      defaultProxyId: 's1',
      maxUses: 5,
      isPendingReplace: true,
      usesCount: 0,
    });
    expect(profiles.get('p2')).toBeUndefined();
  });

  it('keeps uses and creation time over a restart, and takes everything else from the config', async () => {
    await using opened = await openTestStore(profilesTable);
    const { store } = opened;
    const before = await Profiles.seed(store, configs(p1));
    before.countUse('p1');
    before.countUse('p1');
    before.countUse('unknown');
    await store.committed();
    const [first] = await store.table(profilesTable).find({});

    const after = await Profiles.seed(store, configs({ ...p1, profile_value: '/moved' }));
    await store.committed();

    expect(after.get('p1')).toMatchObject({ usesCount: 2, profile: { value: '/moved' } });
    expect(await store.table(profilesTable).find({})).toEqual([
      expect.objectContaining({ uses_count: 2, profile_value: '/moved', created_at: first?.created_at }),
    ]);
  });

  it('does not know a profile that left the config, though its row stays', async () => {
    await using opened = await openTestStore(profilesTable);
    await Profiles.seed(opened.store, configs(p1));
    await opened.store.committed();
    const profiles = await Profiles.seed(opened.store, configs());
    expect(profiles.byUses()).toEqual([]);
    expect(await opened.store.table(profilesTable).find({})).toHaveLength(1);
  });

  it('orders them by uses, then by id, and leaves what it handed out as it was', async () => {
    await using opened = await openTestStore(profilesTable);
    const ids = ['b', 'c', 'a'];
    const profiles = await Profiles.seed(
      opened.store,
      configs(...ids.map((id) => ({ ...p1, profile_id: id }))),
    );
    const order = () => profiles.byUses().map(({ profile, usesCount }) => `${profile.id}${usesCount}`);
    const before = profiles.byUses();

    expect(order()).toEqual(['a0', 'b0', 'c0']);
    for (const id of ['a', 'a', 'b']) profiles.countUse(id);

    expect(order()).toEqual(['c0', 'b1', 'a2']);
    expect(before.map(({ profile }) => profile.id)).toEqual(['a', 'b', 'c']);
  });
});
