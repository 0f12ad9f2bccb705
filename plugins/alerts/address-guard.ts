import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { GlassgateError } from 'glassgate/plugin-api';

/** Addresses of the link and of the metadata services of clouds, also where IPv6 wraps them. */
const blocked = new BlockList();
blocked.addSubnet('169.254.0.0', 16, 'ipv4');
blocked.addAddress('100.100.100.200', 'ipv4');
blocked.addSubnet('0.0.0.0', 8, 'ipv4');
blocked.addSubnet('224.0.0.0', 3, 'ipv4');
blocked.addSubnet('fe80::', 10, 'ipv6');
blocked.addSubnet('ff00::', 8, 'ipv6');
blocked.addAddress('::', 'ipv6');
blocked.addAddress('fd00:ec2::254', 'ipv6');
for (const prefix of ['::ffff:', '64:ff9b::', '::']) {
  blocked.addSubnet(`${prefix}a9fe:0`, 112, 'ipv6');
  blocked.addAddress(`${prefix}6464:64c8`, 'ipv6');
}
blocked.addSubnet('2002:a9fe::', 32, 'ipv6');
blocked.addSubnet('2002:6464:64c8::', 48, 'ipv6');

function refusal(): GlassgateError {
  return new GlassgateError('FORBIDDEN', 'The address belongs to the link or to a metadata service.');
}

export function isBlockedAddress(address: string): boolean {
  const family = isIP(address.replace(/%.*$/, ''));
  if (family === 0) return true;
  return blocked.check(address.replace(/%.*$/, ''), family === 4 ? 'ipv4' : 'ipv6');
}

/** Throws when a host is written as a blocked address: nothing is looked up then. */
export function refuseBlockedHost(hostname: string): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isBlockedAddress(host)) throw refusal();
}

/** Looks a name up as Node does. The decision is made about the very address that is connected to. */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  const all: LookupOptions & { all: true } = { ...options, all: true };
  lookup(hostname, all, (error, addresses: LookupAddress[]) => {
    if (error !== null) return callback(error, [], 0);
    if (addresses.some(({ address }) => isBlockedAddress(address))) {
      return callback(refusal(), [], 0);
    }
    if (options.all === true) return callback(null, addresses);
    const [first] = addresses;
    callback(null, first?.address ?? '', first?.family);
  });
};
