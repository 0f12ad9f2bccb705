import { chooseChannels } from './choose-channels.ts';
import { parsePayload } from './payload.ts';
import { anAlert, aWebhook } from './test-alerts.ts';
import { configOf } from './test-desk.ts';

const { routes } = configOf({
  channels: ['owner', 'team', 'ops', 'log'].map((id) => ({ id, type: 'stdout' })),
  routes: [
    { channels: ['log'], continue: true },
    { receivers: ['owner'], severities: ['critical'], channels: ['owner'] },
    { labels: { team: 'pool' }, channels: ['team'] },
    { channels: ['ops'] },
  ],
});

it.each([
  ['owner', 'critical', {}, ['log', 'owner']],
  ['owner', 'CRITICAL', {}, ['log', 'owner']],
  ['owner', 'warning', {}, ['log', 'ops']],
  ['ops', 'critical', {}, ['log', 'ops']],
  ['ops', 'unheard-of', { team: 'pool' }, ['log', 'team']],
  ['nobody', 'none', { team: 'other' }, ['log', 'ops']],
])('sends what is for %s, %s and %j to %j', (receiver, severity, labels, channels) => {
  const payload = parsePayload(aWebhook({ commonLabels: labels }, [anAlert({ severity })]));
  expect(chooseChannels(routes, payload, { alerts: payload.alerts, receiver })).toEqual(channels);
});

it('tells those who heard that something critical fires that it is over, while a warning still fires', () => {
  const over = anAlert({ severity: 'critical' }, { status: 'resolved' });
  const payload = parsePayload(aWebhook({}, [over, anAlert({ severity: 'warning' })]));
  expect(chooseChannels(routes, payload, { alerts: payload.alerts, receiver: 'owner' })).toContain('owner');
});
