import { BlockList, isIP } from 'node:net';

/** Why an address cannot be the base URL of a provider; undefined when it can. */
export function baseUrlProblem(text: string, { allowPrivate }: { readonly allowPrivate: boolean }) {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return 'must be an http or https URL';
  if (url.username !== '' || url.password !== '') return "must not hold a password; use 'api_key'";
  if (url.search !== '' || url.hash !== '') return 'must not have a query or a fragment';
  if (allowPrivate || !isPrivate(url.hostname)) return undefined;
  return "names a private address; set 'allow_private: true' beside it when that is meant";
}

/** Origin and prefix without a trailing slash. A prefix that the address has already is not added again. */
export function joinedBaseUrl(text: string, pathPrefix: string): string {
  const url = new URL(text);
  const path = trimmed(url.pathname);
  const prefix = trimmed(pathPrefix);
  return url.origin + (path === prefix || path.endsWith(prefix) ? path : path + prefix);
}

function trimmed(path: string): string {
  const inner = path.replace(/^\/+|\/+$/g, '');
  return inner === '' ? '' : `/${inner}`;
}

function isPrivate(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  if (family === 0) return /^(?:localhost|.*\.(?:localhost|local|internal))\.?$/i.test(host);
  return privateAddresses().check(host, family === 4 ? 'ipv4' : 'ipv6');
}

function privateAddresses(): BlockList {
  const list = new BlockList();
  const subnets = [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '224.0.0.0/3',
  ];
  for (const subnet of subnets) add(list, subnet, 'ipv4');
  // The first two hold an IPv4 address, whichever that is.
  const subnets6 = ['::/96', '64:ff9b::/96', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'];
  for (const subnet of subnets6) add(list, subnet, 'ipv6');
  return list;
}

function add(list: BlockList, subnet: string, family: 'ipv4' | 'ipv6'): void {
  const [address = '', bits] = subnet.split('/');
  list.addSubnet(address, Number(bits), family);
}
