import type { WorkerMessage } from 'glassgate/plugin-api';
import { makeContainer } from 'glassgate/testing';
import { payloadOf } from './payload.ts';

const message: WorkerMessage = {
  container: { ...makeContainer('http://h:1'), retries: 0 },
  profile: { id: 'p1', value: '/p1', allowedContainers: [] },
  prompt: { id: 'default' },
  proxy: { id: 's1', url: 'socks5://u:p@h:1' },
  url: 'https://chat.qwen.ai/',
  content: { text: 'hi' },
};

describe('payloadOf', () => {
  it('sends a text with the profile and the proxy as they are', () => {
    expect(payloadOf(message)).toEqual({
      text: 'hi',
      url: 'https://chat.qwen.ai/',
      profile: '/p1',
      socks: 'socks5://u:p@h:1',
    });
  });

  it('sends an image as it came', () => {
    const content = { image: { base64: 'QUJD', extension: 'png' } };
    expect(payloadOf({ ...message, content })).toMatchObject({ image_b64: 'QUJD', ext: 'png' });
    expect(payloadOf({ ...message, content })).not.toHaveProperty('text');
  });

  it('leaves out what there is not', () => {
    const profile = { ...message.profile, value: '' };
    expect(Object.keys(payloadOf({ ...message, profile, proxy: undefined }))).toEqual(['text', 'url']);
  });
});
