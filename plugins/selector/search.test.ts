import { GlassgateError, nobodyWaits } from 'glassgate/plugin-api';
import { makeCall, openExchange } from 'glassgate/testing';
import { Search } from './search.ts';
import { StatusProbe } from './status-probe.ts';
import { openPool } from './test-pool.ts';

describe('Search', () => {
  it('asks a container before it gives it away, reserves it and records the choice', async () => {
    await using world = await openPool(true, false);
    const view = await world.search().next();
    expect(view).toMatchObject({ id: 'w2', reservedBy: 'request-1', state: 'idle' });
    expect(world.pool.get('w1')).toMatchObject({ reservedBy: undefined, state: 'busy' });
    expect(world.call.journal.decisions).toMatchObject([
      {
        subject: 'container',
        chosen: 'w2',
        considered: [
          { id: 'w1', verdict: 'passed_over', reason: 'busy (asked before use)' },
          { id: 'w2', verdict: 'chosen' },
        ],
      },
    ]);
  });

  it('gives two searches that run at once two containers', async () => {
    await using world = await openPool(false, false);
    const views = await Promise.all([world.search().next(), world.search().next()]);
    expect(views.map(({ id }) => id).sort()).toEqual(['w1', 'w2']);
  });

  it('does not offer what was passed over again, and refuses when nothing is left', async () => {
    await using world = await openPool(false, true);
    const search = world.search();
    const view = await search.next();
    view.reservedBy = undefined;
    search.passOver(view, 'answered 423');

    const considered = [
      { id: 'w1', verdict: 'passed_over', reason: 'answered 423' },
      { id: 'w2', verdict: 'passed_over', reason: 'busy (asked before use)' },
    ];
    await expect(search.next()).rejects.toMatchObject({
      code: 'CONTAINER_BUSY',
      message: 'No container that the profile may use is free.',
      details: { considered, counts: expect.objectContaining({ idle: 1, busy: 1 }) },
    });
    expect(world.call.journal.decisions.at(-1)).toMatchObject({ chosen: null, considered });
  });

  it('asks those it believes busy again before it refuses, up to the limit', async () => {
    await using world = await openPool(false, false);
    for (const view of world.pool.views) view.saw('busy');
    await expect(world.search({ recheckLimit: 0 }).next()).rejects.toMatchObject({ code: 'CONTAINER_BUSY' });
    expect(world.workers.map(({ ledger }) => ledger.counts.statusCalls)).toEqual([0, 0]);

    expect(await world.search({ recheckLimit: 1 }).next()).toMatchObject({ id: 'w1' });
    expect(world.workers.map(({ ledger }) => ledger.counts.statusCalls)).toEqual([1, 0]);
  });

  it('keeps to the containers of the profile', async () => {
    await using world = await openPool(false, false);
    expect((await world.search({ allowed: ['w2'] }).next()).id).toBe('w2');
    await expect(world.search({ allowed: ['w2', 'w9'] }).next()).rejects.toMatchObject({
      code: 'CONTAINER_BUSY',
      details: {
        considered: [
          { id: 'w2', verdict: 'passed_over', reason: "in use by request 'request-1'" },
          { id: 'w9', verdict: 'passed_over', reason: 'not enabled' },
        ],
      },
    });
  });

  it('keeps to the container of a pinned chat', async () => {
    await using world = await openPool(false, true);
    const pin = { chatSessionId: 7, containerId: 'w2' };
    await expect(world.search({ pin }).next()).rejects.toMatchObject({
      message: "Container 'w2', where the chat lives, is not free.",
    });
    await expect(world.search({ pin, allowed: ['w1'] }).next()).rejects.toMatchObject({
      details: { considered: [{ id: 'w2', verdict: 'passed_over', reason: 'not allowed for the profile' }] },
    });
    expect(world.workers[0]?.ledger.counts.statusCalls).toBe(0);
    expect(world.seen.slice(-2)).toEqual(['began 0', 'w2 not_allowed']);
  });

  it('counts what was in the way of a search that found nothing, as its span says it', async () => {
    await using world = await openPool(false, true);
    const room = { ...nobodyWaits, keptFor: (id: string) => (id === 'w1' ? 'request-7' : undefined) };

    await expect(world.search({ allowed: ['w1', 'w2', 'w9', 'w9'] }, room).next()).rejects.toThrow();

    expect(world.seen).toEqual(['began 2', 'w2 busy', 'w1 kept', 'w9 not_enabled']);
    expect(world.attributes['glassgate.selector.rejected']).toEqual(['w2=busy', 'w1=kept', 'w9=not_enabled']);
  });

  it('says in its span how it chose, and what it passed over only when it did', async () => {
    await using world = await openPool(false, false, true);

    await world.search().next();
    expect(world.attributes).toEqual({
      'glassgate.selector.strategy': 'round_robin',
      'glassgate.selector.candidates': 3,
      'glassgate.selector.pinned': false,
      'glassgate.container.id': 'w1',
    });
    expect(world.events).toEqual([{ name: 'selector.candidates', candidates: 3, locked: 0 }]);

    world.locks.set('w2', { lockedBy: 'ann', until: new Date() });
    await expect(world.search({ allowed: ['w2', 'w3', 'w9'] }).next()).rejects.toThrow();
    const rejected = ['w3=busy', 'w2=locked', 'w9=not_enabled'];
    expect(world.attributes).toMatchObject({
      'glassgate.selector.strategy': 'none',
      'glassgate.selector.candidates': 2,
      'glassgate.selector.rejected': rejected,
    });
    expect(world.events.slice(1)).toEqual([
      { name: 'selector.candidates', candidates: 2, locked: 1 },
      { name: 'selector.conflict', container_id: 'w3', reason: 'busy' },
      { name: 'selector.rejected', candidates: 2, rejected },
    ]);
  });

  it.each([
    ['pinned', { pin: { chatSessionId: 7, containerId: 'w2' } }, true],
    ['preferred', { preference: { chatSessionId: 7, containerId: 'w2' } }, false],
  ])('calls the way to the container of a chat %s', async (strategy, wish, isPinned) => {
    await using world = await openPool(false, false);
    await world.search(wish).next();
    expect(world.attributes).toMatchObject({
      'glassgate.selector.strategy': strategy,
      'glassgate.selector.pinned': isPinned,
      'glassgate.container.id': 'w2',
    });
    expect(world.seen.at(-1)).toBe(`chose ${strategy}`);
  });

  it('calls the way to a container that the request waited for so', async () => {
    await using world = await openPool(false, false);
    const turns = [{ profileId: 'p1', containerId: 'w2' }];
    const room = { ...nobodyWaits, turnOf: () => turns[0], served: () => void turns.pop() };
    await world.search({}, room).next();
    expect(world.attributes).toMatchObject({
      'glassgate.selector.strategy': 'waited',
      'glassgate.container.id': 'w2',
    });
    expect(world.seen.at(-1)).toBe('chose waited');
  });

  it('tells of no more than eight containers that were not free after all', async () => {
    await using world = await openPool(...Array.from({ length: 10 }, () => true));
    await expect(world.search().next()).rejects.toThrow();
    expect(world.events.filter(({ name }) => name === 'selector.conflict')).toHaveLength(8);
    expect(world.attributes['glassgate.selector.rejected']).toHaveLength(10);
  });

  it('leaves nothing reserved when its request is cancelled', async () => {
    await using world = await openPool(false);
    const [worker] = world.workers;
    worker?.script({ rules: [{ kind: 'hang', paths: ['/status'] }] });
    const client = new AbortController();
    const call = makeCall({ signal: client.signal });
    const [view] = world.pool.views;
    await using opened = openExchange();
    await using probe = new StatusProbe(opened.exchange);
    const search = new Search(
      { pool: world.pool, probe, recheckLimit: 1, room: () => nobodyWaits, expectedWaitMs: () => 0 },
      call,
      {
        profile: { id: 'p1', value: '/p1', allowedContainers: [] },
        pin: undefined,
        preference: undefined,
      },
    );

    const waiting = search.next();
    await worker?.until((ledger) => ledger.counts.statusCalls === 1);
    expect(view?.reservedBy).toBe('request-1');
    const reason = new GlassgateError('CLIENT_CANCELED', 'left');
    client.abort(reason);

    await expect(waiting).rejects.toBe(reason);
    expect(view?.reservedBy).toBeUndefined();
  });
});
