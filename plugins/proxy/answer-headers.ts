import type { IncomingMessage } from 'node:http';
import type { LlmReply } from 'glassgate/plugin-api';
import { hopByHopNames } from './request-headers.ts';

/** Belongs to the provider's own address, or is said by the gateway itself. */
const dropped = new Set(['date', 'alt-svc', 'strict-transport-security']);

const eventStream = 'text/event-stream';

/** The media type, without parameters and in lower case. */
export function mediaTypeOf({ headers }: IncomingMessage): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

export function isEventStream(answer: IncomingMessage): boolean {
  return mediaTypeOf(answer) === eventStream;
}

/** Put the head of the provider's answer on ours, and send it, whatever becomes of the rest. */
export function passHead(answer: IncomingMessage, reply: LlmReply): void {
  const ended = new Set(hopByHopNames(answer.headers.connection));
  // The event that tells of a break would not fit into a length that was promised.
  if (isEventStream(answer)) ended.add('content-length');
  reply.statusCode = answer.statusCode ?? 502;
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value === undefined || ended.has(name) || dropped.has(name)) continue;
    reply.setHeader(name === 'x-request-id' ? 'x-upstream-request-id' : name, value);
  }
  if (isEventStream(answer)) {
    if (answer.headers['cache-control'] === undefined) reply.setHeader('cache-control', 'no-cache');
    // A proxy in front of the gateway must not gather the events.
    reply.setHeader('x-accel-buffering', 'no');
  }
  // What has come of the body by now is passed on before the event loop turns, so that a short answer is one write.
  const { socket } = reply;
  socket?.cork();
  setImmediate(() => socket?.uncork());
  reply.flushHeaders();
}
