import { authConfig } from './config.ts';

const key = (letter: string) => letter.repeat(16);
const alice = { name: 'alice', key: key('a') };

function problems(auth: unknown): string[] {
  const { error } = authConfig.safeParse({ auth });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('authConfig', () => {
  it('asks nobody when there is nothing', () => {
    const nothing = {
      clients: [],
      insecure: false,
      max_failures_per_minute: 10,
      protect_metrics: false,
    };
    expect(authConfig.parse({})).toEqual({ auth: nothing });
  });

  it('takes clients with and without limits, and an admin', () => {
    const bob = { name: 'bob', key: key('b'), profiles: ['p1'], prompts: ['short'] };
    expect(problems({ clients: [alice, bob], admin: { key: key('c') }, protect_metrics: true })).toEqual([]);
  });

  it.each([
    ['too short', 'a'.repeat(15)],
    ['too long', 'a'.repeat(513)],
    ['with a space', 'open sesame, open sesame'],
    ['that no header can carry', 'ключ-ключ-ключ-ключ'],
    ['that is empty', ''],
  ])('refuses a key %s and does not repeat it', (_what, own) => {
    const expected = 'Expected 16 to 512 printable ASCII characters without spaces';
    expect(problems({ clients: [{ name: 'alice', key: own }] })).toEqual([`auth.clients.0.key: ${expected}`]);
    expect(problems({ admin: { key: own } })).toEqual([`auth.admin.key: ${expected}`]);
  });

  it.each([
    ['two clients with one key', { clients: [alice, { ...alice, name: 'bob' }] }, 'clients.1.key'],
    ['a client with the key of the admin', { clients: [alice], admin: { key: alice.key } }, 'clients.0.key'],
    ['two clients with one name', { clients: [alice, { ...alice, key: key('b') }] }, 'clients.1.name'],
    ['a client with the name of the admin', { clients: [{ ...alice, name: 'admin' }] }, 'clients.0.name'],
    ['a name that a log line cannot carry', { clients: [{ ...alice, name: 'a\nb' }] }, 'clients.0.name'],
    ['a list that allows nothing', { clients: [{ ...alice, profiles: [] }] }, 'clients.0.profiles'],
    ['metrics that nobody could read', { clients: [alice], protect_metrics: true }, 'protect_metrics'],
  ])('refuses %s', (_what, auth, path) => {
    const found = problems(auth);
    expect(found).toEqual([expect.stringMatching(new RegExp(`^auth\\.${path}: `))]);
    expect(found.join()).not.toContain(alice.key);
  });

  it('refuses a misspelt limit, which would be none', () => {
    expect(problems({ clients: [{ ...alice, profile: ['p1'] }] })).toEqual([
      'auth.clients.0: Unrecognized key: "profile"',
    ]);
  });
});
