import { profileConfig } from './config.ts';

function problemsOf(config: object): { path: string; message: string }[] {
  const result = profileConfig.safeParse(config);
  return (result.error?.issues ?? []).map(({ path, message }) => ({ path: path.join('.'), message }));
}

describe('profileConfig', () => {
  it('fills in the defaults', () => {
    expect(profileConfig.parse({ profiles: [{ profile_id: 'p1', profile_value: '/p1' }] })).toEqual({
      allow_socks_override: true,
      socks: [],
      profiles: [{ profile_id: 'p1', profile_value: '/p1', allowed_containers: [], pending_replace: false }],
    });
  });

  it('refuses ids that are listed twice and proxies that do not exist, all of them', () => {
    const profile = { profile_id: 'p1', profile_value: '/p1' };
    const socks = { socks_id: 's1', url: 'socks5://h:1' };
    expect(
      problemsOf({ socks: [socks, socks], profiles: [profile, { ...profile, socks_id: 's2' }] }),
    ).toEqual([
      { path: 'socks.1', message: "'s1' is listed twice" },
      { path: 'profiles.1', message: "'p1' is listed twice" },
      { path: 'profiles.1.socks_id', message: "There is no 's2' in 'socks'" },
    ]);
  });

  it('reads an empty proxy id as no proxy', () => {
    expect(problemsOf({ profiles: [{ profile_id: 'p1', profile_value: '/p1', socks_id: '' }] })).toEqual([]);
  });
});
