import { alphanumeric, hex, password, upper, type Vector, vector } from './vector.ts';

const a20 = alphanumeric(20);
const a24 = alphanumeric(24);
const a40 = alphanumeric(40);

export const urls: readonly Vector[] = [
  vector('url_userinfo', password, (s) => `socks5://user:${s}@1.2.3.4:1080`),
  vector('url_userinfo', `p%40ss%3A${password}`, (s) => `socks5://user:${s}@1.2.3.4:1080`),
  vector('url_userinfo', `p@ss${password}`, (s) => `socks5://user:${s}@1.2.3.4:1080`),
  vector('url_userinfo', `pa/ss${password}`, (s) => `socks5://user:${s}@1.2.3.4:1080`),
  vector('url_userinfo', `12/${password}`, (s) => `socks5h://user:${s}@1.2.3.4:1080`),
  vector('url_userinfo', `pa:ss${password}`, (s) => `http://user:${s}@proxy.example.com:3128/x`),
  vector('url_userinfo', password, (s) => `socks5://:${s}@1.2.3.4:1080`),
  vector('url_userinfo', password, (s) => `SOCKS5H://Bob:${s}@1.2.3.4:1080`),
  vector('url_userinfo', password, (s) => `http://u:${s}@[2001:db8::1]:8080/x`),
  vector('url_userinfo', password, (s) => `http://h/x then postgres://app:${s}@db:5432/main?ssl=1`),
  vector('url_userinfo', a20, (s) => `https://${s}@example.com/repo.git`),
  vector('url_userinfo', password, (s) => `https:\\/\\/bob:${s}@example.com\\/x`),
  vector('url_userinfo', password, (s) => `?next=socks5%3A%2F%2Fbob%3A${s}%40h%3A1080`),
  vector('url_userinfo', password, (s) => `?u=socks5%253A%252F%252Fbob%253A${s}%2540h`),
  vector('hostport_userinfo', password, (s) => `proxy=bob:${s}@10.0.0.5:1080`),
  vector('hostport_userinfo', password, (s) => `via bob:${s}@proxy.example.com:3128 now`),
  vector('url_query_secret', a24, (s) => `GET /v1/items?api_key=${s}&page=2`),
  vector('url_query_secret', a24, (s) => `https://h/cb?page=2&code=${s}&x=1`),
  vector('url_query_secret', a24, (s) => `https://h/a?key=${s}`),
  vector('url_query_secret', hex(64), (s) => `https://b.example.com/o?X-Amz-Expires=60&X-Amz-Signature=${s}`),
  vector('url_query_secret', a20, (s) => `https://h/cb?x=1&amp;sid=${s}`),
  vector('url_query_secret', a20, (s) => `https://h/go?to=https%3A%2F%2Fh%2Fcb%3Ftoken%3D${s}%26x%3D1`),
  vector(
    'webhook_url',
    `T${upper(9)}/B${upper(9)}/${a24}`,
    (s) => `https://hooks.${'slack'}.com/services/${s}`,
  ),
  vector('url_query_secret', a20, (s) => `?to=https%3A%2F%2Fh%2F%3Fx%3D1%26sid%3D${s}`),
  vector('webhook_url', a40, (s) => `https://discord.com/api/webhooks/${'1234'.repeat(4)}/${s}`),
  vector('webhook_url', hex(36), (s) => `https://open.feishu.cn/open-apis/bot/v2/hook/${s}`),
  vector('webhook_url', hex(36), (s) => `https://open.larksuite.com/open-apis/bot/v2/hook/${s}`),
  vector('url_query_secret', hex(36), (s) => `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${s}`),
  vector('url_query_secret', hex(64), (s) => `https://oapi.dingtalk.com/robot/send?access_token=${s}`),
];
