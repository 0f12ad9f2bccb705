import { readFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import { alertsConfig } from './config.ts';

const hook = { id: 'hook', type: 'webhook', url: 'https://hooks.example/x' };
const routes = [{ channels: ['hook'] }];

it('does nothing without its section', () => {
  expect([{}, { alerts: null }].map((file) => alertsConfig.parse(file).alerts ?? undefined)).toEqual([
    undefined,
    undefined,
  ]);
});

it.each<[string, object, string]>([
  ['no channels', { channels: [], routes }, 'alerts.channels'],
  ['no routes', { channels: [hook], routes: [] }, 'alerts.routes'],
  ['two channels of one name', { channels: [hook, hook], routes }, 'alerts.channels.1.id'],
  [
    'a route to nowhere',
    { channels: [hook], routes: [{ channels: ['nobody'] }] },
    'alerts.routes.0.channels.0',
  ],
  [
    'a last route that lets something through',
    { channels: [hook], routes: [{ ...routes[0], severities: ['critical'] }] },
    'alerts.routes.0',
  ],
  [
    'a fallback to itself',
    { channels: [{ ...hook, fallback_channel: 'hook' }], routes },
    'alerts.channels.0.fallback_channel',
  ],
  [
    'a dead man who calls nobody',
    { channels: [hook], routes, dead_man: { channels: ['nobody'] } },
    'alerts.dead_man.channels.0',
  ],
  [
    'a URL that is no web address',
    { channels: [{ ...hook, url: 'file:///etc/passwd' }], routes },
    'alerts.channels.0.url',
  ],
  [
    'a URL with a password',
    { channels: [{ ...hook, url: 'https://u:p@x.example' }], routes },
    'alerts.channels.0.url',
  ],
  [
    'a header that is two',
    { channels: [{ ...hook, headers: { a: 'b\r\nc: d' } }], routes },
    'alerts.channels.0.headers.a',
  ],
  ['a misspelt key', { channels: [hook], routes, dedup_second: 1 }, 'alerts'],
])('refuses %s', (_what, alerts, path) => {
  const paths = alertsConfig.safeParse({ alerts }).error?.issues.map((issue) => issue.path.join('.'));
  expect(paths?.[0]).toBe(path);
});

it('takes the example of the README', async () => {
  const readme = await readFile(new URL('README.md', import.meta.url), 'utf8');
  const [, example = ''] = /^```yaml\n(alerts:\n[\s\S]*?)```/m.exec(readme) ?? [];
  const values = {
    FEISHU_URL: hook.url,
    FEISHU_SECRET: 's',
    SLACK_URL: hook.url,
    PING_URL: hook.url,
    TELEGRAM_TOKEN: '1:abcdefgh',
  };
  const resolved = Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`\${env:${name}}`, value),
    example,
  );

  const { alerts } = alertsConfig.parse(load(resolved));

  expect(alerts?.channels.map(({ id, rate_per_second: rate }) => [id, rate])).toEqual([
    ['oncall', 1],
    ['phone', 1],
    ['ops', 1],
  ]);
});
