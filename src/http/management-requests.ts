import type { IncomingMessage } from 'node:http';
import { Attachment } from '../plugin-api/attachment.ts';

/** Knows which requests came in at the address for operators. */
export class ManagementRequests {
  readonly #requests = new Attachment<IncomingMessage, true>();

  add(req: IncomingMessage): void {
    this.#requests.set(req, true);
  }

  has(req: IncomingMessage): boolean {
    return this.#requests.of(req) === true;
  }
}
