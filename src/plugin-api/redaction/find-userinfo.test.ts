import { createRedactor, redactText } from './create-redactor.ts';

// Put together here, so that no text of the repository looks like a secret.
const s = `s3${'cret'}`;
const cut = (text: string) => createRedactor().head(`${text}${'x'.repeat(2000)}`, text.length).text;

describe('redactText on URLs', () => {
  it.each([
    ['user and password', `socks5://user:${s}@h:1080`, 'socks5://user:***@h:1080'],
    ['empty user', `socks5://:${s}@h`, 'socks5://:***@h'],
    ['user without password', `https://${s}@h/x`, 'https://***@h/x'],
    ['upper-case scheme', `SOCKS5H://user:${s}@h`, 'SOCKS5H://user:***@h'],
    ['@ in the password', `http://u:${s}@cr@et@h/a@b`, 'http://u:***@h/a@b'],
    ['colon in the password', `http://u:${s}:cret@h`, 'http://u:***@h'],
    ['? and # in the password', `http://u:${s}?cr#et@h/x`, 'http://u:***@h/x'],
    ['slash in the password', `http://u:${s}/cret@h/x`, 'http://u:***@h/x'],
    ['slash in the password of a proxy', `socks5://u:12/${s}@h`, 'socks5://u:***@h'],
    ['quote in the password', `http://u:${s}'cret@h`, 'http://u:***@h'],
    ['quote after an @ in the password', `http://u:${s}@'cret@h`, 'http://u:***@h'],
    ['quote in a password in quotes', `'http://u:it's${s}@h'`, "'http://u:***@h'"],
    ['percent signs', `http://u:${s}%40cret@h`, 'http://u:***@h'],
    ['IPv6 host', `http://u:${s}@[::1]:80/`, 'http://u:***@[::1]:80/'],
    ['escaped slashes', `socks5:\\/\\/u:${s}@h\\/x`, 'socks5:\\/\\/u:***@h\\/x'],
    ['an escaped quote on a JSON line', `{"url":"http://u:\\"${s}@h"}`, '{"url":"http://u:***@h"}'],
    ['several', `a://u:${s}@h b://v:${s}@i`, 'a://u:***@h b://v:***@i'],
    ['several without blanks', `a://u:${s}@h,b://v:${s}@i`, 'a://u:***@h,b://v:***@i'],
    ['a URL in a quoted string', `{"p":"a://u:${s}@h","m":"x@y"}`, '{"p":"a://u:***@h","m":"x@y"}'],
    ['a URL inside a string', `{"p":"via a://u:${s}@h","m":"x@y"}`, '{"p":"via a://u:***@h","m":"x@y"}'],
    ['a URL in angle brackets', `<a://u:${s}@h>,x@y`, '<a://u:***@h>,x@y'],
    ['several lines', `a://u:${s}@h\nx@y`, 'a://u:***@h\nx@y'],
    ['already masked', 'a://u:***@h', 'a://u:***@h'],
    ['percent-encoded', `?p=a%3A%2F%2Fu%3A${s}%40h%2Fx%40y`, '?p=a%3A%2F%2Fu%3A***%40h%2Fx%40y'],
    ['no scheme', `u:${s}@10.0.0.1:80`, 'u:***@10.0.0.1:80'],
  ])('masks: %s', (_, text, masked) => {
    expect(redactText(text)).toBe(masked);
  });

  it.each([
    ['no URL', 'mail me@example.com: 10:30'],
    ['no userinfo', 'see https://chat.qwen.ai/c/1?x=1'],
    ['@ in the path', 'http://h:8080/@user'],
    ['@ in the path after an IPv6 host', 'http://[::1]:8080/@user'],
    ['@ after a blank', 'http://h:80 a:b@c'],
    ['@ in the query', 'https://example.com?mail=me@example.com'],
    ['@ in the next JSON field', '{"a":"http://h:80","b":"x@y"}'],
    ['an unclosed end', 'http://'],
  ])('leaves alone: %s', (_, text) => {
    expect(redactText(text)).toBe(text);
  });

  it.each([
    ['the @ is missing', `x http://user:${s}`, 'x http://user:***'],
    ['another @ may follow', `x http://user:${s}@et`, 'x http://user:***'],
    ['a token stands alone', `x http://${s}`, 'x http://***'],
  ])('masks what the cut may have parted from its @: %s', (_, text, masked) => {
    expect(cut(text)).toBe(masked);
  });

  it('leaves a cut text alone when its last word holds no open URL', () => {
    const text = 'http://h:80/path http://h/pa';

    expect(cut(text)).toBe(text);
  });
});
