import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Attachment } from '../plugin-api/attachment.ts';

/** A connection on which more requests wait than any client sends in advance is closed: each costs memory. */
const mostWaiting = 1_000;

type Turn = readonly [req: IncomingMessage, res: ServerResponse];

/**
 * Hands out the requests of one connection one after the other, as their answers have to leave anyway. Node hands
 * them out as fast as it reads them: a client that sends thousands at once and reads nothing would have all the
 * answers made and kept, and those that wait are never told that their connection is gone.
 */
export function inTurn(listener: RequestListener): RequestListener {
  const waitingOn = new Attachment<Socket, Turn[] | undefined>();
  const start = ([req, res]: Turn, waiting: Turn[]) => {
    res.once('close', () => {
      const next = req.socket.writable ? waiting.shift() : undefined;
      if (next === undefined) waitingOn.set(req.socket, undefined);
      else start(next, waiting);
    });
    listener(req, res);
  };
  return (req, res) => {
    const waiting = waitingOn.of(req.socket);
    if (waiting === undefined) {
      const none: Turn[] = [];
      waitingOn.set(req.socket, none);
      start([req, res], none);
    } else if (waiting.push([req, res]) > mostWaiting) {
      req.socket.destroy();
    }
  };
}
