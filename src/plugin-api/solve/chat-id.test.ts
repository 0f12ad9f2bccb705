import { chatIdIn } from './chat-id.ts';

describe('chatIdIn', () => {
  it.each([
    ['https://chat.qwen.ai/c/abc-1', 'abc-1'],
    ['https://chat.qwen.ai/c/abc?model=x', 'abc'],
    ['https://chat.qwen.ai/c/abc#end', 'abc'],
    ['https://chat.qwen.ai/c/abc/more', 'abc'],
    ['https://chat.qwen.ai/c/guest', 'guest'],
    ['https://chat.qwen.ai/', undefined],
    ['https://chat.qwen.ai/c/', undefined],
    ['https://chat.qwen.ai/cc/abc', undefined],
    [undefined, undefined],
  ])('finds in %s %s', (url, id) => {
    expect(chatIdIn(url)).toBe(id);
  });
});
