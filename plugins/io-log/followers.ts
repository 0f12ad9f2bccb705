import { GlassgateError, type Response } from 'glassgate/plugin-api';

const retryAfterSeconds = 10;

/** The clients that follow the log now. */
export class Followers {
  readonly #maxFollowers: number;
  readonly #open = new Set<AbortController>();
  #isStopping = false;

  constructor({ maxFollowers = 16 }: { readonly maxFollowers?: number | undefined } = {}) {
    this.#maxFollowers = maxFollowers;
  }

  /** Serve one more; its signal says that the gateway stops. OVERLOADED when there are too many. */
  async add(res: Response, serve: (stop: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#isStopping) throw new GlassgateError('SHUTTING_DOWN', 'The gateway is stopping.');
    if (this.#open.size >= this.#maxFollowers) throw refused(res, this.#open.size);
    const stop = new AbortController();
    this.#open.add(stop);
    try {
      await serve(stop.signal);
    } finally {
      this.#open.delete(stop);
    }
  }

  stop(): void {
    this.#isStopping = true;
    for (const follower of this.#open) follower.abort();
  }
}

function refused(res: Response, count: number): GlassgateError {
  res.setHeader('Retry-After', String(retryAfterSeconds));
  const message = `${count} clients follow the I/O log, and more may not.`;
  return new GlassgateError('OVERLOADED', message, { details: { retry_after_seconds: retryAfterSeconds } });
}
