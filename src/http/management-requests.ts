import type { IncomingMessage } from 'node:http';

/** Knows which requests came in at the address for operators. */
export class ManagementRequests {
  readonly #requests = new WeakSet<IncomingMessage>();

  add(req: IncomingMessage): void {
    this.#requests.add(req);
  }

  has(req: IncomingMessage): boolean {
    return this.#requests.has(req);
  }
}
