import type { RequestHandler } from 'express';
import { GlassgateError } from '../plugin-api/error.ts';

/** HTTP/1.1 demands the header. Node would refuse the request itself, without a word. */
export const requireHost: RequestHandler = (req, _res, next) => {
  if (req.headers.host !== undefined || req.httpVersion !== '1.1') return next();
  next(new GlassgateError('INVALID_REQUEST', "The request has no header 'Host'."));
};
