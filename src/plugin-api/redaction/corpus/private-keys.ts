import { alphanumeric, type Vector, vector } from './vector.ts';

const keyBody = `MII${alphanumeric(61)}\n${alphanumeric(64)}\n${alphanumeric(30)}`;
const begin = (kind: string) => `-----BEGIN ${kind}PRIVATE ${'KEY'}-----`;
const end = (kind: string) => `-----END ${kind}PRIVATE ${'KEY'}-----`;
export const privateKeys: readonly Vector[] = [
  vector('private_key', keyBody, (s) => `${begin('RSA ')}\n${s}\n${end('RSA ')}\n`),
  vector('private_key', keyBody, (s) => `x\n${begin('OPENSSH ')}\n${s}`),
  vector('private_key', keyBody, (s) => `${s}\n${end('')}\nx`),
  vector(
    'private_key',
    keyBody.replaceAll('\n', '\\n'),
    (s) => `"${begin('EC ')}\\n${s}\\n${end('EC ')}\\n"`,
  ),
  vector('private_key', keyBody, (s) => `${begin('RSA ')}\nProc-Type: 4,ENCRYPTED\n\n${s}\n${end('RSA ')}`),
];
