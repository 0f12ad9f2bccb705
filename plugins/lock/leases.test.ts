import { createMemoryLeases, type Lease, type Leases } from './leases.ts';

function acquire(leases: Leases, key: string, owner: string): Lease {
  const result = leases.acquire(key, owner);
  if ('lease' in result) return result.lease;
  throw new Error(`${key} is held by ${result.holder.owner}`);
}

describe('createMemoryLeases', () => {
  it('gives a key to one owner, and shows the second one who is in the way', () => {
    const at = new Date(5);
    const leases = createMemoryLeases(() => at);
    const lease = acquire(leases, 'p1', 'r1');
    expect(lease).toMatchObject({ key: 'p1', owner: 'r1', acquiredAt: at });
    expect(leases.acquire('p1', 'r2')).toEqual({ holder: lease });
    expect(leases.acquire('p1', 'r1')).toEqual({ holder: lease });
  });

  it('keeps keys apart and counts them', () => {
    const leases = createMemoryLeases();
    acquire(leases, 'p1', 'r1');
    acquire(leases, 'p2', 'r2');
    expect(leases.size).toBe(2);
  });

  it('gives a key again when its lease was disposed', () => {
    const leases = createMemoryLeases();
    {
      using _lease = acquire(leases, 'p1', 'r1');
      expect(leases.size).toBe(1);
    }
    expect(leases.size).toBe(0);
    expect(acquire(leases, 'p1', 'r2').owner).toBe('r2');
  });

  it('does not let an old lease end a new one', () => {
    const leases = createMemoryLeases();
    const old = acquire(leases, 'p1', 'r1');
    old[Symbol.dispose]();
    const current = acquire(leases, 'p1', 'r2');
    old[Symbol.dispose]();
    expect(leases.acquire('p1', 'r3')).toEqual({ holder: current });
  });
});
