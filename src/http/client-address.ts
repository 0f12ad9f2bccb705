import { isIP } from 'node:net';
import type { Request } from 'express';

/** The proxies before the gateway whose word counts: so many, or these addresses. */
export type TrustedProxies = false | number | readonly string[];

/** Where a request comes from, as far as the proxies in between are trusted. */
export function clientAddressOf(req: Request): string | undefined {
  const { remoteAddress } = req.socket;
  if (req.headers['x-forwarded-for'] === undefined) return remoteAddress;
  // Express reads the header by its setting `trust proxy`. Some proxies write words there.
  const { ip } = req;
  return ip !== undefined && isIP(ip) !== 0 ? ip : remoteAddress;
}
