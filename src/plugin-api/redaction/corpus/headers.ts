import { alphanumeric, hex, password, type Vector, vector } from './vector.ts';

const a24 = alphanumeric(24);
const a40 = alphanumeric(40);
const basic = btoa(`bob:${password}`);

export const headers: readonly Vector[] = [
  vector('http_auth_scheme', a40, (s) => `sent Bearer ${s} upstream`),
  vector('http_auth_scheme', `${alphanumeric(9)}+/${alphanumeric(9)}==`, (s) => `curl -H bearer ${s}`),
  vector('http_auth_scheme', a40, (s) => `sent token Bearer ${s} upstream`),
  vector('http_auth_scheme', basic, (s) => `sent Basic ${s} upstream`),
  vector('http_auth_scheme', hex(40), (s) => `sent Token ${s} upstream`),
  vector('http_auth_scheme', a40, (s) => `sent ApiKey ${s} upstream`),
  vector('http_auth_scheme', hex(32), (s) => `sent Digest username="bob", nonce="1", response="${s}"`),
  vector('http_auth_scheme', a40, (s) => `sent Digest ${s} upstream`),
  vector('http_auth_scheme', hex(64), (s) => `AWS4-HMAC-SHA256 Credential=x/y, Signature=${s}`),
  vector('header_line', a40, (s) => `GET / HTTP/1.1\r\nAuthorization: Bearer ${s}\r\nHost: h`),
  vector('header_line', 'rawtokenwithoutdigits', (s) => `Authorization: ${s}`),
  vector('header_line', password, (s) => `Proxy-Authorization: Custom ${s}`),
  vector('header_line', alphanumeric(22), (s) => `Cookie: sid=${s}; theme=dark`),
  vector('header_line', alphanumeric(22), (s) => `Cookie: theme="dark"; sid="${s}"`),
  vector('header_line', alphanumeric(22), (s) => `set-cookie: theme=dark; x=1; sid=${s}; Path=/`),
  vector('header_line', a40, (s) => `curl -H 'Authorization: ${s}' http://h`),
  vector('kv_assignment', a24, (s) => `X-Api-Key: ${s}`),
  vector('kv_assignment', a24, (s) => `X-Auth-Token: ${s}\nAccept: */*`),
];
