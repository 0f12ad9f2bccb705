import type { Principal } from 'glassgate/plugin-api';
import { KeyRing } from './key-ring.ts';

const principal = (name: string): Principal => ({ name, role: 'client', limits: {} });

const ring = new KeyRing([
  { key: 'first-key', principal: principal('alice') },
  { key: 'second-key', principal: principal('bob') },
  { key: 'third-key', principal: principal('carol') },
]);

describe('KeyRing', () => {
  it.each([
    ['first-key', 'alice'],
    ['second-key', 'bob'],
    ['third-key', 'carol'],
    ['FIRST-KEY', undefined],
    ['first-ke', undefined],
    ['first-key1', undefined],
    ['', undefined],
  ])('says who holds %j: %p', (key, name) => {
    expect(ring.holderOf(key)?.name).toBe(name);
  });
});
