import type { Socket } from 'node:net';
import { buildConnector, errors } from 'undici';

export interface Connector {
  readonly connect: buildConnector.connector;
  /** Gives up every connection that is not established yet. */
  destroyConnecting(): void;
}

/** Opens sockets within a limit that is kept to the millisecond, which undici's own is not. */
export function createConnector(connectMs: number): Connector {
  const build = buildConnector({ timeout: 0 });
  const connecting = new Set<Socket>();

  const connect: buildConnector.connector = (options, callback) => {
    const settle: buildConnector.Callback = (...result) => {
      clearTimeout(timer);
      connecting.delete(socket);
      callback(...result);
    };
    // The connector returns the socket that it opens; its types leave that out.
    const socket = build(options, settle) as unknown as Socket;
    const timer = setTimeout(() => {
      socket.destroy(new errors.ConnectTimeoutError(`No connection within ${connectMs} ms`));
    }, connectMs);
    connecting.add(socket);
  };

  return {
    connect,
    destroyConnecting: () => {
      for (const socket of connecting) socket.destroy(new errors.ClientDestroyedError());
    },
  };
}
