import { once } from 'node:events';
import { createServer } from 'node:net';

/** The wanted port, or 0 (any free one) when somebody else listens there. */
export async function freePort({ host, port }: { host: string; port: number }): Promise<number> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return port;
  } catch {
    return 0;
  } finally {
    server.close();
  }
}
