import type { SolveContainer } from 'glassgate/plugin-api';
import { makeContainer } from 'glassgate/testing';
import { ContainerPool } from './container-pool.ts';
import { countByState, unreachable } from './pool-census.ts';

function container(id: string): SolveContainer {
  return { ...makeContainer('http://127.0.0.1:1'), id, retries: 0 };
}

function pool(...ids: readonly string[]): ContainerPool {
  return new ContainerPool(ids.map(container));
}

describe('a census of the pool', () => {
  it('counts containers by state; a reserved one is only that', () => {
    const from = pool('a', 'b', 'c', 'd');
    from.get('a')?.saw('idle');
    from.get('b')?.saw('busy');
    const reserved = from.get('c');
    reserved?.saw('busy');
    if (reserved !== undefined) reserved.reservedBy = 'r1';
    expect(countByState(from)).toEqual({
      unknown: 1,
      idle: 1,
      busy: 1,
      draining: 0,
      locked: 0,
      logged_out: 0,
      unreachable: 0,
      reserved: 1,
    });
  });

  it('says why none answers, and names eight at most', () => {
    const from = pool('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j');
    for (const view of from.views) view.saw('unreachable', 'refused');

    expect(unreachable(from, ['a', 'j'])).toBe('a (refused), j (refused)');
    expect(unreachable(from)).toMatch(/^a \(refused\), .*h \(refused\), 2 more$/);
  });

  it('says nothing when one answers, or when there is none', () => {
    const from = pool('a', 'b');
    from.get('a')?.saw('unreachable', 'refused');

    expect(unreachable(from)).toBe('');
    expect(unreachable(from, ['x'])).toBe('');
  });
});
