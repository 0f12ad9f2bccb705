import { nearestKey } from './nearest-key.ts';

const known = ['id', 'containers', 'base_url', 'default_max_chat_uses'];

describe('nearestKey', () => {
  it.each([
    ['contaners', 'containers'],
    ['baseUrl', 'base_url'],
    ['Containers', 'containers'],
    ['default_chat_uses', 'default_max_chat_uses'],
    ['if', 'id'],
  ])('takes %s for %s', (wrong, meant) => {
    expect(nearestKey(wrong, known)).toBe(meant);
  });

  it.each(['ab', 'weather', 'x', ''])('has no idea what %j may be', (wrong) => {
    expect(nearestKey(wrong, known)).toBeUndefined();
  });

  it('does not spend time on very long keys', () => {
    expect(nearestKey('x'.repeat(1_000_000), ['x'.repeat(999_999)])).toBeUndefined();
  });
});
