import { serverAttributes } from './server-attributes.ts';

it.each([
  ['http://worker-1:8080', { 'server.address': 'worker-1', 'server.port': 8080 }],
  ['http://worker-1', { 'server.address': 'worker-1', 'server.port': 80 }],
  ['https://worker-1/base', { 'server.address': 'worker-1', 'server.port': 443 }],
  ['http://name:secret@worker-1', { 'server.address': 'worker-1', 'server.port': 80 }],
  ['worker-1', {}],
])('says where %s leads', (baseUrl, attributes) => {
  expect(serverAttributes(baseUrl)).toEqual(attributes);
});
