import { GlassgateError } from 'glassgate/plugin-api';
import { z } from 'zod';

/** The last job of a page: the next page begins after it. */
export interface Cursor {
  readonly startedAt: string;
  readonly jobId: string;
}

const shape = z.tuple([z.string().max(64), z.string().max(256)]);
const maxChars = 1_000;

export function writeCursor({ startedAt, jobId }: Cursor): string {
  return Buffer.from(JSON.stringify([startedAt, jobId])).toString('base64url');
}

/** A cursor from a client, or INVALID_REQUEST. */
export function readCursor(text: string): Cursor {
  const [startedAt, jobId] = parsed(text);
  return { startedAt, jobId };
}

function parsed(text: string): z.infer<typeof shape> {
  try {
    if (text.length > maxChars || !/^[\w-]+$/.test(text)) throw new RangeError('The text is no base64url.');
    return shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch (cause) {
    throw new GlassgateError('INVALID_REQUEST', "'cursor' is none that this gateway has given out.", {
      cause,
    });
  }
}
