import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface RunningRequest {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

interface Connection {
  /** Hardly ever more than one. */
  readonly running: RunningRequest[];
  isUsed: boolean;
}

/** The open connections of a server and what runs on each. Node counts one that sends half a head as busy. */
export class Connections {
  readonly #bySocket = new Map<Socket, Connection>();

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#bySocket.set(socket, { running: [], isUsed: false });
      socket.once('close', () => this.#bySocket.delete(socket));
    });
    server.on('request', (req, res) => {
      const connection = this.#bySocket.get(req.socket);
      if (connection === undefined) return;
      const request = { req, res };
      connection.isUsed = true;
      const { running } = connection;
      running.push(request);
      res.once('close', () => running.splice(running.indexOf(request), 1));
    });
  }

  runningOn(socket: Socket): readonly RunningRequest[] {
    return [...(this.#bySocket.get(socket)?.running ?? [])];
  }

  /** Close those on which no request ever arrived. */
  closeUnused(): void {
    for (const [socket, { isUsed }] of this.#bySocket) if (!isUsed) socket.destroy();
  }

  /** Close those on which nothing runs, also in the middle of a head. */
  closeIdle(): void {
    for (const [socket, { running }] of this.#bySocket) if (running.length === 0) socket.destroy();
  }
}
