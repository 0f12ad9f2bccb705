import type { SolveContainer } from 'glassgate/plugin-api';
import { makeContainer } from 'glassgate/testing';
import { ContainerPool } from './container-pool.ts';
import { describeContainer } from './hindrance.ts';
import { countByState } from './pool-census.ts';

function container(id: string): SolveContainer {
  return { ...makeContainer('http://127.0.0.1:1'), id, retries: 0 };
}

const nothing: ReadonlyMap<string, string> = new Map();

describe('a locked container', () => {
  const lock = { lockedBy: 'op', until: new Date('2100-01-01T00:00:00Z') };
  const from = new ContainerPool(['a', 'b'].map(container), {
    lockOf: (id) => (id === 'a' ? lock : undefined),
    ids: () => ['a', 'gone'],
  });

  it('is neither free nor anything else than locked', () => {
    expect(from.leastRecentlySelected({ allowed: undefined, tried: nothing })?.id).toBe('b');
    expect(from.leastRecentlySelected({ allowed: ['a'], tried: nothing })).toBeUndefined();
    expect(countByState(from)).toMatchObject({ locked: 1, unknown: 1 });
    expect(describeContainer(from, 'a')).toBe("locked by 'op' until 2100-01-01T00:00:00.000000+00:00");
  });

  it('is listed only where it could have been chosen', () => {
    expect(from.locked(undefined)).toEqual(['a']);
    expect(from.locked(['b', 'gone'])).toEqual([]);
  });
});
