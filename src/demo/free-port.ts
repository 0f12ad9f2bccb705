import { once } from 'node:events';
import { createServer } from 'node:net';

/** The wanted port, or 0 (any free one) and a warning when somebody else listens there. */
export async function freePort({ host, port }: { host: string; port: number }): Promise<number> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return port;
  } catch {
    process.stderr.write(
      `Port ${port} is taken, so another one is used. Is a demo still running? Commands with ${port} reach that one.\n`,
    );
    return 0;
  } finally {
    server.close();
  }
}
