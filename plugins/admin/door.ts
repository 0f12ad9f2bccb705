import { isIP } from 'node:net';
import { GlassgateError, type HttpTools, type Request } from 'glassgate/plugin-api';
import type { AdminSettings } from './config.ts';

type Handler = (req: Request, res: unknown, next: () => void) => void;

/**
 * What the routes of this plugin ask beside the key: a page in a browser of the operator's machine must not reach
 * them, neither under a name that leads here nor from another origin.
 */
export function doorkeeper(http: HttpTools, settings: () => AdminSettings): Handler {
  return (req, _res, next) => {
    const { principal, clientAddress = '' } = http.of(req);
    // Behind a proxy on this machine every socket is a local one.
    const isLocal = isLoopback(req.socket.remoteAddress ?? '') && isLoopback(clientAddress);
    if (principal === undefined && !(settings().insecure && isLocal)) throw stranger();
    refuseOtherNames(req, settings().hosts);
    next();
  };
}

/** Who has called. */
export function callerOf(req: Request, http: HttpTools) {
  const { principal, requestId, clientAddress } = http.of(req);
  return {
    who: principal?.name ?? 'anonymous',
    source: clientAddress ?? 'unknown',
    requestId,
  };
}

// Without keys for operators the core lets everybody in; these routes change how a paid key is used.
function stranger(): GlassgateError {
  return new GlassgateError('FORBIDDEN', "This route is closed: it needs 'auth.admin' in the config.");
}

function refuseOtherNames(req: Request, hosts: readonly string[]): void {
  const host = (req.headers.host ?? '').toLowerCase();
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  // Whoever rebinds a name cannot make a browser send an address instead.
  if (isIP(name) === 0 && name !== 'localhost' && !hosts.includes(name)) {
    throw new GlassgateError('FORBIDDEN', "The name in the header 'Host' is not listed in 'admin.hosts'.");
  }
  const { origin } = req.headers;
  if (origin === undefined || URL.parse(origin)?.host === host) return;
  throw new GlassgateError('FORBIDDEN', 'Pages of another origin may not call this route.');
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address);
}
