import type { SolveContainer } from 'glassgate/plugin-api';
import { makeContainer } from 'glassgate/testing';
import { ContainerPool } from './container-pool.ts';

function container(id: string): SolveContainer {
  return { ...makeContainer('http://127.0.0.1:1'), id, retries: 0 };
}

function pool(...ids: readonly string[]): ContainerPool {
  return new ContainerPool(ids.map(container));
}

describe('a new configuration', () => {
  it('keeps what it knows of containers that stay, and drains one that left while it was in use', () => {
    const from = pool('a', 'b');
    const [a, b] = [from.get('a'), from.get('b')];
    a?.saw('busy');
    if (b !== undefined) b.reservedBy = 'r1';

    from.replace([container('a'), container('c')]);

    expect(from.get('a')).toBe(a);
    expect(from.draining).toEqual([b]);
    expect(from.leastRecentlySelected({ allowed: undefined, tried: new Map() })?.id).toBe('c');
    if (b !== undefined) from.release(b);
    expect(from.draining).toEqual([]);
  });

  it('forgets what it saw of a container that moved to another address', () => {
    const from = pool('a');
    from.get('a')?.saw('unreachable');

    from.replace([{ ...container('a'), baseUrl: 'http://127.0.0.1:9' }]);

    expect(from.get('a')?.state).toBe('unknown');
  });

  it('takes back one that was about to leave', () => {
    const from = pool('a');
    const a = from.get('a');
    if (a === undefined) throw new Error('There is no a.');
    from.reserve(a, 'r1');
    from.replace([]);

    from.replace([container('a')]);

    expect(from.get('a')).toBe(a);
    expect(a.isDraining).toBe(false);
    expect(from.draining).toEqual([]);
  });
});
