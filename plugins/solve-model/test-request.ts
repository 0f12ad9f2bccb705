import { Writable } from 'node:stream';
import type { LlmReply, LlmRequest, Principal } from 'glassgate/plugin-api';

/** Keeps what is written to a client. */
export class TestReply extends Writable implements LlmReply {
  statusCode = 0;
  readonly headersSent = false;
  readonly headers: Record<string, unknown> = {};
  bytes: Buffer = Buffer.alloc(0);

  get text(): string {
    return this.bytes.toString('utf8');
  }

  setHeader(name: string, value: unknown): void {
    this.headers[name] = value;
  }

  flushHeaders(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    done();
  }
}

export function llmRequest(json: object, changed: Partial<LlmRequest> = {}): LlmRequest {
  return {
    method: 'POST',
    target: '/chat/completions',
    headers: {},
    reply: new TestReply(),
    model: 'solve/default',
    wantsStream: false,
    body: undefined,
    json: { ...json },
    priority: 'normal',
    waitMs: undefined,
    client: undefined,
    ...changed,
  };
}

export function client(name: string, limits: Principal['limits'] = {}): Principal {
  return { name, role: 'client', limits };
}
