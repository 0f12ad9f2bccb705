import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { freePort } from './free-port.ts';

const host = '127.0.0.1';

describe('freePort', () => {
  it('gives up a port where somebody listens, and takes it when nobody does', async () => {
    const server = createServer();
    await once(server.listen(0, host), 'listening');
    const { port } = server.address() as AddressInfo;

    expect(await freePort({ host, port })).toBe(0);
    server.close();
    await once(server, 'close');
    expect(await freePort({ host, port })).toBe(port);
  });
});
