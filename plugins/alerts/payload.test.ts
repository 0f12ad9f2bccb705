import { parsePayload } from './payload.ts';
import { anAlert, aWebhook } from './test-alerts.ts';

const { groupKey: _groupKey, ...withoutKey } = aWebhook();

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'firing'],
  ['a list', [aWebhook()]],
  ['an empty object', {}],
  ['another version', aWebhook({ version: '3' })],
  ['a version that is a number', aWebhook({ version: 4 })],
  ['no group key', withoutKey],
  ['an empty group key', aWebhook({ groupKey: '' })],
  ['an unknown status', aWebhook({ status: 'pending' })],
  ['alerts that are an object', aWebhook({ alerts: {} })],
  ['an alert that is null', aWebhook({}, [null as unknown as object])],
  ['an alert without a status', aWebhook({}, [anAlert({}, { status: undefined })])],
  ['a label that is a number', aWebhook({}, [anAlert({}, { labels: { alertname: 1 } })])],
  ['a label that is an object', aWebhook({}, [anAlert({}, { labels: { a: { b: 'c' } } })])],
  ['labels that are a text', aWebhook({ commonLabels: 'a=b' })],
  ['a count below zero', aWebhook({ truncatedAlerts: -1 })],
  ['a count that is no whole number', aWebhook({ truncatedAlerts: 0.5 })],
])('refuses %s', (_what, body) => {
  expect(() => parsePayload(body)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
});

it('takes what Go writes for nothing, and what Grafana adds', () => {
  const grafana = {
    version: '1',
    orgId: 1,
    title: 't',
    state: 'alerting',
    message: 'm',
    truncatedAlerts: null,
  };
  const alert = anAlert(
    {},
    { annotations: null, values: { B: 1 }, dashboardURL: 'https://g/d/1', fingerprint: null },
  );

  const payload = parsePayload(aWebhook({ ...grafana, commonLabels: null }, [alert]));

  expect(payload).toMatchObject({ commonLabels: {}, truncatedAlerts: 0 });
  expect(payload.alerts[0]).toMatchObject({
    annotations: {},
    fingerprint: '',
    dashboardURL: 'https://g/d/1',
  });
});

it('changes no prototype, whatever the labels are called', () => {
  const labels = JSON.parse('{"__proto__":"x","constructor":"y","toString":"z"}') as Record<string, string>;

  parsePayload(aWebhook({ commonLabels: labels }, [anAlert({}, { labels })]));

  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  expect(String({})).toBe('[object Object]');
});
