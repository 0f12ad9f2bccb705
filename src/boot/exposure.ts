import { BlockList, isIP } from 'node:net';
import { BootError } from '../kernel/boot-error.ts';
import type { Authenticator } from '../plugin-api/access.ts';

export interface Exposure {
  /** Where the gateway is about to listen. */
  readonly host: string;
  readonly authenticator: Authenticator | undefined;
  /** The configuration has a section `auth`. */
  readonly isConfigured: boolean;
}

/** Keeps a gateway from starting that strangers could use although nobody decided so. */
export function refuseExposure({ host, authenticator, isConfigured }: Exposure): void {
  if (authenticator === undefined && isConfigured) {
    throw new BootError(["The configuration has 'auth', but no plugin reads it; add 'auth' to 'plugins'."]);
  }
  if (isLoopback(host) || authenticator?.guards('client') || authenticator?.allowsOpenBind) return;
  throw new BootError([
    `The gateway would listen on '${host}', where others can reach it, and ask nobody for a key. Add keys under 'auth.clients', set HOST to 127.0.0.1, or set 'auth.insecure: true' if something else keeps strangers out.`,
  ]);
}

export function isLoopback(host: string): boolean {
  const version = isIP(host);
  // Any other name is looked up, and may become any address.
  if (version === 0) return host.toLowerCase() === 'localhost';
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8);
  loopback.addAddress('::1', 'ipv6');
  return loopback.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
