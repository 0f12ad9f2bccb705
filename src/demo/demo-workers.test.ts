import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { startDemoWorkers } from './demo-workers.ts';

async function listen() {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.close();
    await once(server, 'close');
  };
  return { port, close, [Symbol.asyncDispose]: close };
}

describe('the workers of the demo', () => {
  it('listen where they are wanted, and elsewhere when that port is taken', async () => {
    const free = await listen();
    await using taken = await listen();
    await free.close();

    await using workers = await startDemoWorkers({ ports: [free.port, taken.port] });
    const urls = [...workers.urls.values()];
    const answers = await Promise.all(urls.map(async (url) => (await fetch(`${url}/health`)).json()));

    expect([...workers.urls.keys()]).toEqual(['camoufox-1', 'camoufox-2', 'camoufox-3']);
    expect(urls[0]).toBe(`http://127.0.0.1:${free.port}`);
    expect(urls[1]).not.toBe(`http://127.0.0.1:${taken.port}`);
    expect(answers).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
  });
});
