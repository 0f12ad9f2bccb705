import { enabledContainers, selectorConfig } from './config.ts';

function containers(...list: readonly object[]) {
  return enabledContainers(selectorConfig.parse({ containers: list }));
}

const c1 = { id: 'c1', base_url: 'http://h:1' };

describe('enabledContainers', () => {
  it('fills in the defaults, in milliseconds', () => {
    expect(containers(c1)).toEqual([
      {
        id: 'c1',
        baseUrl: 'http://h:1',
        timeouts: { connectMs: 10_000, readMs: 120_000, totalMs: 1_800_000 },
        retries: 1,
      },
    ]);
  });

  it('leaves out what is disabled and orders the rest by id', () => {
    const disabled = { ...c1, id: 'c2', enabled: false };
    expect(containers({ ...c1, id: 'c3' }, disabled, c1).map(({ id }) => id)).toEqual(['c1', 'c3']);
  });

  it.each([
    ['http://h:1/', 'http://h:1'],
    ['http://h:1/base//', 'http://h:1/base'],
    ['https://h', 'https://h'],
  ])('takes the slash off the end of %s', (url, baseUrl) => {
    expect(containers({ ...c1, base_url: url })).toMatchObject([{ baseUrl }]);
  });

  it.each([
    [-1, 0],
    [0, 0],
    [2, 2],
    [9, 2],
  ])('makes of %i retries %i', (given, retries) => {
    expect(containers({ ...c1, analyze_retries: given })).toMatchObject([{ retries }]);
  });
});

describe('selectorConfig', () => {
  it.each([
    [{ containers: [c1, c1] }, ['containers', 1, 'id']],
    [{ containers: [{ ...c1, base_url: 'ftp://h' }] }, ['containers', 0, 'base_url']],
    [
      { containers: [{ ...c1, timeouts: { read_seconds: 0 } }] },
      ['containers', 0, 'timeouts', 'read_seconds'],
    ],
    [{ selector: { recheck_limit: -1 } }, ['selector', 'recheck_limit']],
  ])('refuses %j', (config, path) => {
    expect(selectorConfig.safeParse(config).error?.issues).toMatchObject([{ path }]);
  });
});
