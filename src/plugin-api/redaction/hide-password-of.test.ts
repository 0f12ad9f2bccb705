import { hidePasswordOf } from './hide-password-of.ts';

const url = 'socks5://cli:Client%40Pw77@9.9.9.9:1080';

describe('hidePasswordOf', () => {
  it.each([
    ['as it stands in the URL', 'login Client%40Pw77 refused', 'login *** refused'],
    ['as it is meant', 'login Client@Pw77 refused', 'login *** refused'],
  ])('masks the password %s', (_how, text, shown) => {
    expect(hidePasswordOf(url, text)).toBe(shown);
    expect(hidePasswordOf(url, { deep: [{ text }], count: 7 })).toEqual({
      deep: [{ text: shown }],
      count: 7,
    });
  });

  it('shortens nothing', () => {
    const long = 'x'.repeat(20_000);
    expect(hidePasswordOf(url, { long, error: 'Client@Pw77' })).toEqual({ long, error: '***' });
  });

  it.each([undefined, 's1', 'socks5://9.9.9.9:1080', url])(
    'returns a value without it as it is: %s',
    (proxy) => {
      const value = { text: 'password = 1234567' };
      expect(hidePasswordOf(proxy, value)).toBe(value);
    },
  );
});
