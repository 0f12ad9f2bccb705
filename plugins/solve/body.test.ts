import { GlassgateError } from 'glassgate/plugin-api';
import { parseSolveBody, requestIdIn } from './body.ts';

function refusal(body: unknown): GlassgateError {
  try {
    parseSolveBody(body);
  } catch (error) {
    if (GlassgateError.is(error)) return error;
  }
  throw new Error('The body should have been refused.');
}

const hi = { input: { text: 'hi' } };

describe('parseSolveBody', () => {
  it('fills in the defaults', () => {
    expect(parseSolveBody(hi)).toEqual({
      includeDebug: false,
      isIdempotent: false,
      request: {
        promptId: 'default',
        profileId: undefined,
        proxyOverride: undefined,
        text: 'hi',
        image: undefined,
        forceNewChat: false,
        maxChatUses: undefined,
        chatUrl: undefined,
      },
    });
  });

  it('reads every option', () => {
    const options = {
      prompt_id: 'short',
      profile_id: 'p1',
      socks_override: 's1',
      force_new_chat: true,
      max_chat_uses: 0,
      chat_url: 'https://chat.qwen.ai/c/1',
      include_debug: true,
      idempotent: true,
      wait_seconds: 1.5,
    };
    expect(parseSolveBody({ ...hi, options, unknown: 1 })).toMatchObject({
      includeDebug: true,
      isIdempotent: true,
      request: {
        promptId: 'short',
        profileId: 'p1',
        proxyOverride: 's1',
        forceNewChat: true,
        maxChatUses: 0,
        chatUrl: 'https://chat.qwen.ai/c/1',
        waitSeconds: 1.5,
      },
    });
  });

  it.each([
    ['promptId', { prompt_id: 'top' }, 'top'],
    ['promptId', { prompt_id: 'top', options: { prompt_id: ' ' } }, 'top'],
    ['promptId', { prompt_id: 'top', options: { prompt_id: 'own' } }, 'own'],
    ['proxyOverride', { options: { socks_id: 's2' } }, 's2'],
    ['proxyOverride', { options: { socks_id: 's2', socks_override: 's1' } }, 's1'],
    ['profileId', { options: { profile_id: '' } }, undefined],
    ['chatUrl', { options: null }, undefined],
  ] as const)('reads %s of %j as %s', (field, body, expected) => {
    expect(parseSolveBody({ ...hi, ...body }).request[field]).toBe(expected);
  });

  it('trims the text and leaves the image as it came', () => {
    const input = { text: '  hi\n', image_b64: ' QUJD\n', image_ext: ' png ' };
    const { request } = parseSolveBody({ input });
    expect(request.text).toBe('hi');
    expect(request.image).toEqual({ base64: ' QUJD\n', extension: 'png' });
  });

  it('takes an image alone', () => {
    const { request } = parseSolveBody({ input: { text: ' ', image_b64: 'QUJD', image_ext: 'png' } });
    expect(request).toMatchObject({ text: undefined, image: { extension: 'png' } });
  });

  it.each([
    [{ input: {} }, "'input' needs a text or an image."],
    [{ input: { text: ' \n' } }, "'input' needs a text or an image."],
    [{ input: { image_b64: 'QUJD' } }, "'input.image_b64' needs 'input.image_ext' beside it."],
    [
      { input: { image_b64: 'QUJD', image_ext: ' ' } },
      "'input.image_b64' needs 'input.image_ext' beside it.",
    ],
    [{}, expect.stringMatching(/^There is a mistake in 'input': /)],
    [{ input: { text: 7 } }, expect.stringMatching(/^There is a mistake in 'input.text': /)],
    [{ ...hi, options: { force_new_chat: 'yes' } }, expect.stringContaining("'options.force_new_chat'")],
    [{ ...hi, options: { max_chat_uses: 1.5 } }, expect.stringContaining("'options.max_chat_uses'")],
    [{ ...hi, options: { wait_seconds: -1 } }, expect.stringContaining("'options.wait_seconds'")],
    [{ ...hi, options: { wait_seconds: '5' } }, expect.stringContaining("'options.wait_seconds'")],
    [{ ...hi, options: { wait_seconds: Infinity } }, expect.stringContaining("'options.wait_seconds'")],
    ['hi', expect.stringMatching(/^There is a mistake in the body: /)],
    [null, expect.stringMatching(/^There is a mistake in the body: /)],
  ])('refuses %j', (body, message) => {
    expect(refusal(body)).toMatchObject({ code: 'INVALID_REQUEST', message });
  });

  it('names every mistake in the details, and no more than 20', () => {
    const { details } = refusal({ input: { text: 7 }, options: { profile_id: 7 } });
    expect(details['issues']).toMatchObject([{ field: 'input.text' }, { field: 'options.profile_id' }]);
  });
});

describe('requestIdIn', () => {
  it.each([
    [{ ...hi, request_id: 'r1' }, 'r1'],
    [{ request_id: 'r1', input: 7 }, 'r1'],
    [{ ...hi, request_id: ' ' }, undefined],
    [{ ...hi, request_id: 7 }, undefined],
    [hi, undefined],
    [null, undefined],
    ['r1', undefined],
  ])('finds in %j %s', (body, requestId) => {
    expect(requestIdIn(body)).toBe(requestId);
  });
});
