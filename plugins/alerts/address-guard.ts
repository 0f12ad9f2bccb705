import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { GlassgateError } from 'glassgate/plugin-api';

/** Of the link, of everybody, and of the metadata services of clouds. */
const forbiddenIpv4 = [
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['192.0.0.192', 32],
  ['0.0.0.0', 8],
  ['224.0.0.0', 3],
] as const;
const forbiddenIpv6 = [
  ['fe80::', 10],
  ['ff00::', 8],
  ['::', 128],
  ['fd00:ec2::', 32],
  ['fd20:ce::254', 128],
] as const;
/** Mapped, translated, of NAT64: the IPv4 address is at the end. */
const wrappings = ['::ffff:', '::ffff:0:', '64:ff9b::'];

const blocked = new BlockList();
for (const [network, bits] of forbiddenIpv6) blocked.addSubnet(network, bits, 'ipv6');
for (const [network, bits] of forbiddenIpv4) {
  blocked.addSubnet(network, bits, 'ipv4');
  for (const wrapping of wrappings) blocked.addSubnet(wrapping + network, 96 + bits, 'ipv6');
  // 6to4 has it after its first 16 bits.
  blocked.addSubnet(`2002:${inHex(network)}::`, 16 + bits, 'ipv6');
  // The loopback address `::1` is no wrapped 0.0.0.1.
  if (network !== '0.0.0.0') blocked.addSubnet(`::${network}`, 96 + bits, 'ipv6');
}

function inHex(ipv4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

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

type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Looks a name up as `resolve` does. The decision is made about the very address that is connected to. */
export function guardLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, [], 0);
      if (addresses.some(({ address }) => isBlockedAddress(address))) {
        return callback(refusal(), [], 0);
      }
      if (options.all === true) return callback(null, addresses);
      const [first] = addresses;
      callback(null, first?.address ?? '', first?.family);
    });
  };
}

export const guardedLookup = guardLookup(lookup);
