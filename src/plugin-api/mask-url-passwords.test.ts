import { maskUrlPasswords } from './mask-url-passwords.ts';

describe('maskUrlPasswords', () => {
  it.each([
    ['socks5://user:pass@1.2.3.4:1080', 'socks5://user:***@1.2.3.4:1080'],
    ['http://:pass@h', 'http://:***@h'],
    ['http://u:p@ss:w@rd@h/x', 'http://u:***@h/x'],
    ['{"a":"http://u:p@h","b":"http://v:q@i"}', '{"a":"http://u:***@h","b":"http://v:***@i"}'],
    ['see http://u:p@h, and http://v:q@i.', 'see http://u:***@h, and http://v:***@i.'],
    ['http://host:8080/a@b', 'http://host:8080/a@b'],
    ['http://token@host', 'http://***@host'],
    [`socks5://user:pa'ss@h:1`, 'socks5://user:***@h:1'],
    ['socks5://user:p/w@h:1', 'socks5://user:***@h:1'],
    ['mail a:b@c', 'mail a:b@c'],
    ['', ''],
  ])('makes of %s %s', (text, masked) => {
    expect(maskUrlPasswords(text)).toBe(masked);
  });

  it('takes no longer for a text made to be slow', () => {
    const before = performance.now();
    maskUrlPasswords(`${'://:'.repeat(20_000)}x`);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
