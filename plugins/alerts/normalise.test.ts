import { createRedactor } from 'glassgate/plugin-api';
import { createMask } from './mask-secrets.ts';
import { dedupKey, normalise } from './normalise.ts';
import { parsePayload } from './payload.ts';
import { anAlert, aWebhook } from './test-alerts.ts';

const hookPath = 'd41d8cd98f00b204';
const mask = createMask(createRedactor(), [hookPath]);

function messageOf(webhook: object, linkHosts?: readonly string[]) {
  const payload = parsePayload(webhook);
  return normalise(payload, payload.alerts, { receiver: 'ops', mask, linkHosts });
}

it('says what fires, the worst first, with links', () => {
  const alerts = [
    anAlert({ severity: 'info', instance: 'a' }),
    anAlert({ severity: 'critical', instance: 'b' }, { status: 'resolved', endsAt: '2026-11-20T09:55:00Z' }),
    anAlert({ severity: 'warning', instance: 'c' }),
    anAlert({ severity: 'page', instance: 'd' }),
  ];

  const message = messageOf(aWebhook({}, alerts));

  expect(message).toMatchObject({ status: 'firing', severity: 'warning', firing: 3, resolved: 1, hidden: 0 });
  expect(message.alerts.map(({ severity, labels }) => [severity, labels[0]?.[1]])).toEqual([
    ['warning', 'c'],
    ['warning', 'd'],
    ['info', 'a'],
    ['critical', 'b'],
  ]);
  expect(message.links).toEqual([
    { label: 'Runbook', url: 'https://runbooks.example/worker' },
    {
      label: 'Silence',
      url: 'http://alertmanager:9093/#/silences/new?filter=%7Balertname%3D%22WorkerDown%22%7D',
    },
  ]);
});

it('is green when all is over, with the worst severity of what was', () => {
  const over = anAlert({ severity: 'critical' }, { status: 'resolved', endsAt: '2026-11-20T09:55:00Z' });
  expect(messageOf(aWebhook({ status: 'resolved' }, [over]))).toMatchObject({
    status: 'resolved',
    severity: 'critical',
    alerts: [{ startedAt: '2026-11-20T09:50:00.000Z', endedAt: '2026-11-20T09:55:00.000Z' }],
  });
});

it('masks secrets in labels, texts and links', () => {
  const secrets = ['hunter2-hunter2', hookPath, 'sk-proj-AbCdEf123456'];
  const alert = anAlert(
    { password: 'hunter2-hunter2', url: `https://user:hunter2-hunter2@host/${hookPath}` },
    {
      annotations: {
        description: 'key sk-proj-AbCdEf123456',
        runbook_url: `https://r.example/?token=hunter2-hunter2`,
      },
    },
  );

  const text = JSON.stringify(messageOf(aWebhook({}, [alert])));

  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  expect(text).toContain('***');
});

it.each([
  ['javascript:alert(1)', []],
  ['data:text/html,x', []],
  ['//evil.example/x', []],
  ['https://user:pass@evil.example/', []],
  ['https://evil.example/', []],
  ['https://runbooks.example/a b|c>d"e', ['https://runbooks.example/a%20b%7Cc%3Ed%22e']],
])('links %s only where that is safe', (url, expected) => {
  const webhook = aWebhook({ externalURL: '', commonAnnotations: { runbook_url: url } }, [
    anAlert({}, { generatorURL: '', annotations: {} }),
  ]);
  expect(messageOf(webhook, ['runbooks.example']).links.map((link) => link.url)).toEqual(expected);
});

it('has one key for each notification, in whatever order its alerts come', () => {
  const [a, b] = [anAlert({ instance: 'a' }), anAlert({ instance: 'b' })];
  const keyOf = (webhook: object, receiver = 'ops') => {
    const payload = parsePayload(webhook);
    return dedupKey(payload, payload.alerts, receiver);
  };

  const key = keyOf(aWebhook({}, [a, b]));

  expect(keyOf(aWebhook({}, [b, a]))).toBe(key);
  const others = [
    keyOf(aWebhook({}, [a])),
    keyOf(aWebhook({}, [a, b]), 'owner'),
    keyOf(aWebhook({ groupKey: 'other' }, [a, b])),
    keyOf(aWebhook({}, [a, { ...b, status: 'resolved' }])),
    keyOf(aWebhook({}, [a, { ...b, startsAt: '2026-11-20T09:51:00Z' }])),
  ];
  expect(new Set([key, ...others]).size).toBe(6);
});
