import { redactUrls } from './redact-url.ts';

const whole = { isCut: false };

describe('redactUrls', () => {
  it.each([
    ['user and password', 'socks5://user:s3cret@h:1080', 'socks5://user:***@h:1080'],
    ['empty user', 'socks5://:s3cret@h', 'socks5://:***@h'],
    ['user without password', 'https://s3cret@h/x', 'https://***@h/x'],
    ['upper-case scheme', 'SOCKS5H://user:s3cret@h', 'SOCKS5H://user:***@h'],
    ['@ in the password', 'http://u:s3@cr@et@h/a@b', 'http://u:***@h/a@b'],
    ['colon in the password', 'http://u:s3:cret@h', 'http://u:***@h'],
    ['? and # in the password', 'http://u:s3?cr#et@h/x', 'http://u:***@h/x'],
    ['slash in the password', 'http://u:s3/cret@h/x', 'http://u:***@h/x'],
    ['quote in the password', "http://u:s3'cret@h", 'http://u:***@h'],
    ['quote after an @ in the password', "http://u:s3@'cret@h", 'http://u:***@h'],
    ['quote in a password in quotes', "'http://u:it's3cret@h'", "'http://u:***@h'"],
    ['percent signs', 'http://u:s3%40cret@h', 'http://u:***@h'],
    ['IPv6 host', 'http://u:s3cret@[::1]:80/', 'http://u:***@[::1]:80/'],
    ['escaped slashes', 'socks5:\\/\\/u:s3cret@h\\/x', 'socks5:\\/\\/u:***@h\\/x'],
    ['several', 'a://u:s3cret@h b://v:s3cret@i', 'a://u:***@h b://v:***@i'],
    ['several without blanks', 'a://u:s3cret@h,b://v:s3cret@i', 'a://u:***@h,b://v:***@i'],
    ['a URL in a quoted string', '{"p":"a://u:s3cret@h","m":"x@y"}', '{"p":"a://u:***@h","m":"x@y"}'],
    ['a URL in angle brackets', '<a://u:s3cret@h>,x@y', '<a://u:***@h>,x@y'],
    ['several lines', 'a://u:s3cret@h\nx@y', 'a://u:***@h\nx@y'],
    ['already masked', 'a://u:***@h', 'a://u:***@h'],
  ])('masks: %s', (_, text, masked) => {
    expect(redactUrls(text, whole)).toBe(masked);
  });

  it.each([
    ['no URL', 'mail me@example.com: 10:30'],
    ['no userinfo', 'see https://chat.qwen.ai/c/1?x=1'],
    ['@ in the path', 'http://h:8080/@user'],
    ['@ in the path after an IPv6 host', 'http://[::1]:8080/@user'],
    ['@ after a blank', 'http://h:80 a:b@c'],
    ['@ in the next JSON field', '{"a":"http://h:80","b":"x@y"}'],
    ['an unclosed end', 'http://'],
  ])('leaves alone: %s', (_, text) => {
    expect(redactUrls(text, whole)).toBe(text);
  });

  it.each([
    ['the @ is missing', 'x http://user:s3cr', 'x http://user:***'],
    ['another @ may follow', 'x http://user:s3cr@et', 'x http://user:***'],
    ['a token stands alone', 'x http://s3cret', 'x http://***'],
  ])('masks what the cut may have parted from its @: %s', (_, text, masked) => {
    expect(redactUrls(text, { isCut: true })).toBe(masked);
  });

  it('leaves a cut text alone when its last word holds no open URL', () => {
    const text = 'http://h:80/path http://h/pa';

    expect(redactUrls(text, { isCut: true })).toBe(text);
  });

  it.each(['://', '://a:b/', '://@', ':@/', 'a:'])('takes linear time on 1 MB of %j', (piece) => {
    const text = piece.repeat(1_000_000 / piece.length);

    const startedAt = performance.now();
    redactUrls(text, whole);

    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
