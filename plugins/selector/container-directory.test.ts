import type { SolveContainer } from 'glassgate/plugin-api';
import { makeContainer, openExchange, startWorker, type WorkerScript } from 'glassgate/testing';
import { PoolDirectory } from './container-directory.ts';
import { ContainerPool } from './container-pool.ts';
import { StatusProbe } from './status-probe.ts';

const { signal } = new AbortController();

async function openDirectory(script: WorkerScript = {}) {
  await using opened = new AsyncDisposableStack();
  const worker = opened.use(await startWorker({ script }));
  const { exchange } = opened.use(openExchange());
  const probe = opened.use(new StatusProbe(exchange));
  const container = (id: string): SolveContainer => ({ ...makeContainer(worker.url), id, retries: 0 });
  const pool = new ContainerPool([container('a'), container('b')]);
  const directory = new PoolDirectory({ pool, probe, disabled: [container('off')] });
  const running = opened.move();
  return { worker, pool, directory, container, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

describe('PoolDirectory', () => {
  it('lists the enabled containers, then those that drain', async () => {
    await using world = await openDirectory();
    const view = world.pool.get('a');
    if (view !== undefined) view.reservedBy = 'r1';
    world.pool.replace([world.container('b'), world.container('c')]);

    expect(world.directory.list()).toEqual([
      { id: 'b', isDraining: false },
      { id: 'c', isDraining: false },
      { id: 'a', isDraining: true },
    ]);
    await expect(world.directory.ask('a', signal)).resolves.toMatchObject({ status: 'ok' });
  });

  it('asks a disabled container too, as long as it is configured', async () => {
    await using world = await openDirectory();
    await expect(world.directory.ask('off', signal)).resolves.toMatchObject({ status: 'ok' });

    world.directory.setDisabled([]);

    await expect(world.directory.ask('off', signal)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each<[string, WorkerScript]>([
    ['with 500', { rules: [{ kind: 'status', status: 500, paths: ['/status'] }] }],
    ['with 423', { rules: [{ kind: 'status', status: 423, body: { status: 'ok' }, paths: ['/status'] }] }],
    ['with no JSON object', { rules: [{ kind: 'html', paths: ['/status'] }] }],
    ['with no JSON object', { rules: [{ kind: 'status', status: 200, body: ['ok'], paths: ['/status'] }] }],
  ])('says of a worker that it answered %s', async (what, script) => {
    await using world = await openDirectory(script);
    await expect(world.directory.ask('a', signal)).rejects.toMatchObject({
      code: 'UPSTREAM_ERROR',
      message: `Container 'a' answered /status ${what}.`,
    });
  });
});
