import { GlassgateError } from 'glassgate/plugin-api';
import { interpretReply } from './interpret.ts';

function interpret(status: number, body: unknown, { isJson = true } = {}) {
  const proxyUrl = 'socks5://cli:ClientPw77@9.9.9.9:1080';
  return interpretReply({ status, body, isJson, durationMs: 1 }, { containerId: 'c1', proxyUrl });
}

function refusal(status: number, body: unknown, options: { isJson?: boolean } = {}): GlassgateError {
  try {
    interpret(status, body, options);
  } catch (error) {
    if (GlassgateError.is(error)) return error;
  }
  throw new Error('The reply should have been refused.');
}

describe('interpretReply', () => {
  it('hides the bare password of the proxy in a refusal and in what is kept, and leaves the answer alone', () => {
    const { details } = refusal(400, { error: 'login with ClientPw77 failed' });
    expect(details['worker']).toEqual({ error: 'login with *** failed' });
    expect(interpret(200, { text: 'Say ClientPw77', debug: 'ClientPw77' })).toMatchObject({
      text: 'Say ClientPw77',
      raw: { text: 'Say ***', debug: '***' },
    });
  });

  it.each([
    [{ text: ' hello\n' }, 'hello'],
    [{ text: ' ', answer: 'a', message: 'm' }, 'a'],
    [{ text: 7, message: 'm', result: 'r' }, 'm'],
    [{ result: 'r', other: 'o' }, 'r'],
    [{ ok: true, page_url: 'https://h/c/1' }, ''],
    [{}, ''],
  ])('reads the text of %j as %p', (body, text) => {
    expect(interpret(200, body)).toMatchObject({ text, raw: body });
  });

  it.each([
    [{ page_url: ' https://h/c/1 ' }, 'https://h/c/1'],
    [{ page_url: ' ' }, undefined],
    [{ page_url: 7 }, undefined],
    [{}, undefined],
  ])('reads the address in %j as %p', (body, pageUrl) => {
    expect(interpret(201, body).pageUrl).toBe(pageUrl);
  });

  it.each([
    [423, { error: 'busy' }, 'CONTAINER_BUSY', "Container 'c1' is busy."],
    [400, { error: 'bad' }, 'INVALID_REQUEST', "Container 'c1' refused the request (400)."],
    [404, 'no', 'INVALID_REQUEST', "Container 'c1' refused the request (404)."],
    [500, {}, 'UPSTREAM_ERROR', "Container 'c1' answered 500."],
    [302, {}, 'UPSTREAM_ERROR', "Container 'c1' answered 302."],
    [200, [], 'UPSTREAM_ERROR', "Container 'c1' answered no JSON object."],
    [200, null, 'UPSTREAM_ERROR', "Container 'c1' answered no JSON object."],
    [200, { ok: false, text: 'hi' }, 'UPSTREAM_ERROR', "Container 'c1' says that it failed."],
  ])('takes %i %j as %s', (status, body, code, message) => {
    expect(refusal(status, body)).toMatchObject({
      code,
      message,
      details: expect.objectContaining({ container_id: 'c1', status }),
    });
  });

  it('takes a body that is no JSON as UPSTREAM_ERROR', () => {
    expect(refusal(200, '{"text"', { isJson: false })).toMatchObject({
      code: 'UPSTREAM_ERROR',
      message: "Container 'c1' answered something that is no JSON.",
    });
  });

  it('shows what the worker said, without passwords and no more than 8,000 characters of it', () => {
    const echoed = refusal(400, { socks: 'socks5://u:secret@h:1' }).details['worker'];
    expect(echoed).toEqual({ socks: 'socks5://u:***@h:1' });
    expect(refusal(400, 'x'.repeat(9_000)).details['worker']).toBe(`${'x'.repeat(8_000)}…`);
    expect(refusal(400, '').details['worker']).toBe('');
  });
});
