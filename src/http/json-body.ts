import express, { type RequestHandler } from 'express';
import { GlassgateError } from '../plugin-api/error.ts';

/** Parses a JSON body. Only for the routes that want one: a proxied body must stay a stream. */
export function jsonBody({ limitBytes }: { readonly limitBytes: number }): RequestHandler {
  const parse = express.json({ limit: limitBytes, strict: false });
  return (req, res, next) => {
    if (req.is('application/json') === false) {
      throw new GlassgateError('INVALID_REQUEST', "Send a JSON body with 'Content-Type: application/json'.");
    }
    parse(req, res, next);
  };
}
