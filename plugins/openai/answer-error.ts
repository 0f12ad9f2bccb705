import type { GlassgateError, Request, Response } from 'glassgate/plugin-api';
import { openaiErrorOf, retryAfterSeconds } from './error-table.ts';

interface Exchange {
  readonly req: Request;
  readonly res: Response;
}

/** Answer an error in the shape of the OpenAI API. */
export function answerError(error: GlassgateError, { req, res }: Exchange): void {
  const { status, code, type } = openaiErrorOf(error);
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  const seconds = retryAfterSeconds(error);
  if (seconds !== undefined) res.setHeader('Retry-After', String(seconds));
  // The rest of a refused body is not worth reading; without this the connection would wait for it.
  if (!req.complete) res.setHeader('Connection', 'close');
  // What failed inside the gateway is for its log.
  const message = error.kind === 'internal' ? 'Something failed inside the gateway.' : error.message;
  res.status(status).json({ error: { message, type, param: null, code } });
}
