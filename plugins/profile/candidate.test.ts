import { throughProxy } from './candidate.ts';

const [s1, s2] = ['s1', 's2'].map((id) => ({ id, url: `socks5://u:p@h/${id}` }));
const known = {
  profile: { id: 'p1', value: '/p1', allowedContainers: [] },
  defaultProxyId: 's1',
  maxUses: undefined,
  isPendingReplace: false,
  usesCount: 0,
};

describe('throughProxy', () => {
  it.each([
    ['none', { override: undefined, proxy: undefined }],
    ['profile', { override: undefined, proxy: s1 }],
    ['chat', { override: undefined, proxy: s2 }],
    ['override', { override: s2, proxy: s2 }],
    // Also where the request names the very proxy that the profile has.
    ['override', { override: s1, proxy: s1 }],
  ])('says %s', (proxySource, { override, proxy }) => {
    expect(throughProxy({ override, proxy, known })).toEqual({ proxy, proxySource });
  });
});
