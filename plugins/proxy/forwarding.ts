import type { ClientRequest, IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import {
  type CallContext,
  GlassgateError,
  type LlmAnswer,
  type LlmOutcome,
  type LlmReply,
  type LlmTarget,
} from 'glassgate/plugin-api';
import { isEventStream, mediaTypeOf, passHead } from './answer-headers.ts';
import { EventEnd, errorEvent } from './event-end.ts';
import { failureOf, upstreamError } from './failures.ts';
import { Limit } from './limit.ts';
import type { ProxyEvents } from './origins.ts';
import { retryAfterMs } from './retry-after.ts';
import type { StandInResponse } from './stand-ins.ts';

interface ForwardingParts {
  readonly call: CallContext;
  readonly target: LlmTarget;
  readonly reply: LlmReply;
  readonly standIn: StandInResponse;
}

/** One request on its way to a provider, and the answer on its way back. */
export class Forwarding implements ProxyEvents {
  readonly #parts: ForwardingParts;
  readonly #settled = Promise.withResolvers<LlmAnswer>();
  readonly #startedAt = performance.now();
  readonly #connect = new Limit(() => this.#tooSlow());
  readonly #firstByte = new Limit(() => this.#tooSlow());
  readonly #idle = new Limit(() => this.#stop('idle_timeout'));
  readonly #total = new Limit(() => this.#stop('total_timeout'));
  readonly #end = new EventEnd();
  #answer: IncomingMessage | undefined;
  #isConnected = false;
  #isOver = false;
  #bytes = 0;
  #firstByteMs = 0;

  constructor(parts: ForwardingParts) {
    this.#parts = parts;
    const { timeouts } = parts.target;
    this.#connect.set(timeouts.connectMs);
    this.#total.set(timeouts.totalMs);
    parts.call.signal.addEventListener('abort', this.#aborted, { once: true });
  }

  /** Settles when the answer has been passed on; rejects when there is none to pass on. */
  get settled(): Promise<LlmAnswer> {
    return this.#settled.promise;
  }

  onRequest(request: ClientRequest): void {
    request.once('finish', () => this.#parts.target.feedback.written());
    // Nobody asked for another protocol. Without a listener the request would wait until its time is over.
    request.once('upgrade', (answer, socket) => {
      socket.destroy();
      this.onAnswer(answer);
    });
    const { socket } = request;
    if (socket?.connecting !== true) this.#connected();
    else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => this.#connected());
  }

  onAnswer(answer: IncomingMessage): void {
    if (this.#isOver) return;
    const { call, target, reply } = this.#parts;
    this.#firstByte.lift();
    this.#firstByteMs = performance.now() - this.#startedAt;
    const status = answer.statusCode ?? 502;
    const wait = status === 429 || status === 503 ? retryAfterMs(answer.headers, Date.now()) : undefined;
    target.feedback.answered({ status, ...(wait !== undefined && { retryAfterMs: wait }) });
    call.annotate({ 'http.response.status_code': status });
    if (isNoAnswer(answer)) {
      this.#fail(upstreamError('upstream_protocol_error', this.#failing()));
      return;
    }
    this.#answer = answer;
    try {
      passHead(answer, reply);
    } catch (cause) {
      this.#fail(failureOf({ ...this.#failing(), cause }));
      return;
    }
    this.#pass(answer, reply);
  }

  onError(cause: Error): void {
    if (this.#answer !== undefined) this.#stop('upstream_abort');
    else this.#fail(failureOf({ ...this.#failing(), cause }));
  }

  readonly #aborted = () => {
    const reason = GlassgateError.from(this.#parts.call.signal.reason);
    if (this.#answer === undefined) return this.#fail(reason);
    if (reason.code === 'SHUTTING_DOWN') return this.#stop('shutdown');
    this.#stop(reason.code === 'DEADLINE_EXCEEDED' ? 'total_timeout' : 'client_abort');
  };

  #connected(): void {
    if (this.#isOver) return;
    this.#isConnected = true;
    this.#connect.lift();
    this.#firstByte.set(this.#parts.target.timeouts.firstByteMs);
  }

  #pass(answer: IncomingMessage, reply: LlmReply): void {
    const { idleMs } = this.#parts.target.timeouts;
    this.#idle.set(idleMs);
    const goOn = () => {
      if (this.#isOver) return;
      this.#idle.set(idleMs);
      answer.resume();
    };
    answer.on('data', (chunk: Buffer) => {
      if (this.#isOver) return;
      this.#bytes += chunk.length;
      this.#end.saw(chunk);
      this.#idle.refresh();
      if (reply.write(chunk)) return;
      // A client that reads slowly is no silence of the provider.
      this.#idle.lift();
      answer.pause();
      reply.once('drain', goOn);
    });
    answer.once('end', () => {
      if (!answer.complete || this.#isOver) return;
      reply.end();
      this.#parts.standIn.finish();
      this.#finish('done');
    });
    answer.once('close', () => this.#stop('upstream_abort'));
    // The client may be gone a moment before its signal says so.
    reply.once('error', () => this.#stop('client_abort'));
  }

  #tooSlow(): void {
    this.#fail(upstreamError('upstream_timeout', this.#failing()));
  }

  /** No answer: whoever is above may try elsewhere when nothing was sent. */
  #fail(error: GlassgateError): void {
    if (this.#isOver) return;
    if (!this.#isConnected) this.#parts.target.feedback.unsent();
    this.#over();
    this.#settled.reject(error);
  }

  /** The answer ends in the middle. A stream of events says so; anything else is cut, so that it looks cut. */
  #stop(outcome: LlmOutcome): void {
    const answer = this.#answer;
    if (answer === undefined) this.#tooSlow();
    if (answer === undefined || this.#isOver) return;
    const { reply } = this.#parts;
    if (
      outcome !== 'client_abort' &&
      isEventStream(answer) &&
      answer.headers['content-encoding'] === undefined
    ) {
      reply.end(this.#end.completion + errorEvent(outcome));
    } else reply.destroy();
    this.#finish(outcome);
  }

  #finish(outcome: LlmOutcome): void {
    const status = this.#answer?.statusCode ?? 502;
    this.#over();
    this.#settled.resolve({ status, outcome, bytes: this.#bytes, firstByteMs: this.#firstByteMs });
  }

  #over(): void {
    this.#isOver = true;
    for (const limit of [this.#connect, this.#firstByte, this.#idle, this.#total]) limit.lift();
    this.#parts.call.signal.removeEventListener('abort', this.#aborted);
    this.#parts.standIn.destroy();
  }

  #failing() {
    return { providerId: this.#parts.target.providerId, isConnected: this.#isConnected };
  }
}

/**
 * A page for people, or a hint to ask somewhere else, is no answer of an API, and would show the address. Nor is a
 * status that HTTP does not have.
 */
function isNoAnswer(answer: IncomingMessage): boolean {
  const status = answer.statusCode ?? 0;
  if (status < 200 || status > 599) return true;
  if (status >= 300 && status < 400) return status !== 304;
  return status < 300 && mediaTypeOf(answer) === 'text/html';
}
