import { Writable } from 'node:stream';
import type { LlmReply } from 'glassgate/plugin-api';

const maxBytes = 8 * 1024 * 1024;

/** An answer that the gateway wants for itself. */
export class CapturedReply extends Writable implements LlmReply {
  statusCode = 200;
  headersSent = false;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  setHeader(): void {}

  flushHeaders(): void {
    this.headersSent = true;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#size += chunk.length;
    if (this.#size > maxBytes) {
      done(new RangeError(`The answer is larger than ${maxBytes} bytes.`));
      return;
    }
    this.#chunks.push(chunk);
    done();
  }
}
