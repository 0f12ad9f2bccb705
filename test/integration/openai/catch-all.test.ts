import { sendError } from 'glassgate/testing';
import { type LlmGateway, question, raw, startLlmGateway } from './llm-gateway.ts';

let llm: LlmGateway;
beforeAll(async () => {
  llm = await startLlmGateway({ config: { openai: { catch_all: ['/v1/moderations'] } } });
  llm.provider.always((_request, res) => sendError(res, 418, { code: 'seen', message: 'Seen.' }));
});
afterAll(() => llm[Symbol.asyncDispose]());

const body = JSON.stringify(question);

it.each(['/v1/moderations', '/v1/moderations/a/b?c=%2F'])('passes %s on', async (path) => {
  expect((await raw(llm.gateway, { path, body })).status).toBe(418);
  expect(llm.provider.requests.at(-1)?.url).toBe(path);
});

it.each([
  ['/v1/moderations/../files', 400],
  ['/v1/moderations/%2e%2e/files', 400],
  ['/v1/moderations/a%2Fb', 400],
  ['/v1/moderations/a%5Cb', 400],
  ['/v1/moderations//a', 400],
  ['/v1/moderationsX', 404],
  ['/v1/files', 404],
])('refuses %s with %d', async (path, status) => {
  const before = llm.provider.requests.length;

  expect((await raw(llm.gateway, { path, body })).status).toBe(status);
  expect(llm.provider.requests.length).toBe(before);
});
