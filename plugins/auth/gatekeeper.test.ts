import { GlassgateError, type GuardedRole } from 'glassgate/plugin-api';
import { type AuthConfig, authConfig } from './config.ts';
import { Gatekeeper, type RefusalReason } from './gatekeeper.ts';

const aliceKey = 'key-of-alice-0001';
const adminKey = 'key-of-the-admin-1';
const alice = { name: 'alice', key: aliceKey, profiles: ['p1'] };
const both = { clients: [alice], admin: { key: adminKey } };

function configOf(auth: object): AuthConfig {
  return authConfig.parse({ auth }).auth;
}

function gatekeeper(auth: object) {
  const reasons: RefusalReason[] = [];
  const keeper = new Gatekeeper(configOf(auth), { onRefusal: (reason) => reasons.push(reason) });
  return { keeper, reasons };
}

function refusal(work: () => unknown): GlassgateError {
  try {
    work();
  } catch (error) {
    if (GlassgateError.is(error)) return error;
    throw error;
  }
  throw new Error('Nobody was refused.');
}

describe('the gatekeeper', () => {
  it.each([
    ['nothing', {}, false, false],
    ['clients', { clients: [alice] }, true, true],
    ['an admin', { admin: { key: adminKey } }, false, true],
    ['both', both, true, true],
  ])('with %s guards what it has keys for', (_what, auth, client, operator) => {
    const { keeper } = gatekeeper(auth);
    expect([keeper.guards('client'), keeper.guards('operator')]).toEqual([client, operator]);
  });

  it('knows the client with its limits, and the admin, who may do what clients do', () => {
    const { keeper, reasons } = gatekeeper(both);
    const client = { name: 'alice', role: 'client', limits: { profiles: ['p1'] } };
    const admin = { name: 'admin', role: 'operator', limits: {} };
    expect(keeper.admit('client', `Bearer ${aliceKey}`)).toEqual(client);
    expect(keeper.admit('client', `Bearer ${adminKey}`)).toEqual(admin);
    expect(keeper.admit('operator', `Bearer ${adminKey}`)).toEqual(admin);
    expect(reasons).toEqual([]);
  });

  it.each<[GuardedRole, string | undefined, string, RefusalReason]>([
    ['client', undefined, 'UNAUTHORIZED', 'missing'],
    ['client', `Basic ${aliceKey}`, 'UNAUTHORIZED', 'malformed'],
    ['client', 'Bearer key-of-nobody-0001', 'UNAUTHORIZED', 'unknown'],
    ['operator', undefined, 'UNAUTHORIZED', 'missing'],
    ['operator', `Bearer ${aliceKey}`, 'FORBIDDEN', 'role'],
  ])('refuses at a route for a %s the header %p with %s', (role, header, code, reason) => {
    const { keeper, reasons } = gatekeeper(both);
    const error = refusal(() => keeper.admit(role, header));
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('key-of');
    expect(reasons).toEqual([reason]);
  });

  it.each([undefined, `Bearer ${aliceKey}`])('closes operator routes without an admin: %p', (header) => {
    const { keeper, reasons } = gatekeeper({ clients: [alice] });
    const error = refusal(() => keeper.admit('operator', header));
    expect(error).toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining("'auth.admin'") });
    expect(reasons).toEqual(['closed']);
  });
});

describe('a reload', () => {
  it('takes keys away and gives new ones, once it is applied', () => {
    const { keeper } = gatekeeper(both);
    const apply = keeper.reload(configOf({ ...both, clients: [{ name: 'bob', key: 'key-of-bob-000001' }] }));
    expect(keeper.admit('client', `Bearer ${aliceKey}`).name).toBe('alice');
    apply();
    expect(keeper.admit('client', 'Bearer key-of-bob-000001').name).toBe('bob');
    expect(refusal(() => keeper.admit('client', `Bearer ${aliceKey}`)).code).toBe('UNAUTHORIZED');
  });

  it.each([
    ['open the client routes', both, { admin: { key: adminKey } }],
    ['open the operator routes', { admin: { key: adminKey } }, {}],
    ['change who may read the metrics', both, { ...both, protect_metrics: true }],
  ])('is refused when it would %s', (_what, before, after) => {
    const { keeper } = gatekeeper(before);
    const error = refusal(() => keeper.reload(configOf(after)));
    expect(error.message).toContain('restart');
  });
});
