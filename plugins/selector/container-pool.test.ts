import type { SolveContainer } from 'glassgate/plugin-api';
import { makeContainer } from 'glassgate/testing';
import { ContainerPool } from './container-pool.ts';

function container(id: string): SolveContainer {
  return { ...makeContainer('http://127.0.0.1:1'), id, retries: 0 };
}

const nothing: ReadonlyMap<string, string> = new Map();

function pool(...ids: readonly string[]): ContainerPool {
  return new ContainerPool(ids.map(container));
}

/** Take the next container for these callers, one after the other. */
function turns(
  from: ContainerPool,
  callers: readonly (readonly string[] | undefined)[],
): (string | undefined)[] {
  return callers.map((allowed) => {
    const view = from.leastRecentlySelected({ allowed, tried: nothing });
    if (view !== undefined) from.selected(view);
    return view?.id;
  });
}

describe('ContainerPool', () => {
  it('goes round all containers in the order of their ids', () => {
    expect(turns(pool('a', 'b', 'c'), Array(5).fill(undefined))).toEqual(['a', 'b', 'c', 'a', 'b']);
  });

  it('stays fair when callers may use different containers', () => {
    const any = undefined;
    const callers = [any, ['a'], any, ['a'], any, ['a'], any];
    expect(turns(pool('a', 'b', 'c'), callers)).toEqual(['a', 'a', 'b', 'a', 'c', 'a', 'b']);
  });

  it('chooses among an allowed list whoever was selected longest ago, then by id', () => {
    const from = pool('a', 'b', 'c');
    expect(
      turns(from, [
        ['c', 'b'],
        ['b', 'c'],
        ['c', 'a'],
        ['a', 'c'],
      ]),
    ).toEqual(['b', 'c', 'a', 'c']);
  });

  it('knows nothing of ids that are not enabled', () => {
    const from = pool('a');
    expect(turns(from, [['x'], ['x', 'a', 'a'], []])).toEqual([undefined, 'a', undefined]);
    expect(from.candidates(['x', 'a', 'a']).map(({ id }) => id)).toEqual(['a']);
  });

  it.each([
    ['busy', undefined],
    ['unreachable', undefined],
    ['idle', 'a'],
    ['unknown', 'a'],
    ['logged_out', 'a'],
  ] as const)('offers a container that is %s: %s', (state, expected) => {
    const from = pool('a');
    from.get('a')?.saw(state);
    expect(turns(from, [undefined])).toEqual([expected]);
  });

  it('passes over what is reserved and what was tried', () => {
    const from = pool('a', 'b', 'c');
    const view = from.get('a');
    if (view === undefined) throw new Error('There is no a.');
    view.reservedBy = 'r1';
    const tried = new Map([['b', 'answered 423']]);
    expect(from.leastRecentlySelected({ allowed: undefined, tried })?.id).toBe('c');
    expect(from.leastRecentlySelected({ allowed: ['a', 'b'], tried })).toBeUndefined();
    view.reservedBy = undefined;
    expect(from.leastRecentlySelected({ allowed: undefined, tried })?.id).toBe('a');
  });

  it('gives a container that is back the place that it had', () => {
    const from = pool('a', 'b', 'c', 'd');
    from.get('b')?.saw('unreachable');
    from.get('c')?.saw('busy');
    expect(turns(from, [undefined, undefined, undefined])).toEqual(['a', 'd', 'a']);
    from.get('c')?.saw('idle');
    from.get('b')?.saw('idle');
    expect(turns(from, Array(5).fill(undefined))).toEqual(['b', 'c', 'd', 'a', 'b']);
  });

  it('gives a container back its place whose request left it busy', () => {
    const from = pool('a', 'b');
    const a = from.get('a');
    if (a === undefined) throw new Error('There is no a.');
    from.reserve(a, 'r1');
    a.saw('busy');
    expect(turns(from, [undefined])).toEqual(['b']);
    a.saw('idle');
    from.release(a);
    expect(turns(from, [undefined, undefined])).toEqual(['a', 'b']);
  });
});

describe('ContainerView', () => {
  it('says why it is passed over', () => {
    const view = pool('a').get('a');
    expect(view?.describe).toBe('unknown');
    view?.saw('unreachable', 'refused');
    expect(view?.describe).toBe('unreachable: refused');
    if (view !== undefined) view.reservedBy = 'r1';
    expect(view?.describe).toBe("in use by request 'r1'");
  });
});
