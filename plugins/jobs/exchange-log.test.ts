import type { ExchangeEvent } from 'glassgate/plugin-api';
import { ExchangeLog } from './exchange-log.ts';

const event: ExchangeEvent = {
  containerId: 'c1',
  requestId: 'r1',
  runId: 'run',
  stage: 'upstream',
  attempt: 2,
  tryNumber: 1,
  traceId: undefined,
  spanId: undefined,
  method: 'POST',
  path: '/analyze',
  url: 'http://127.0.0.1:1/analyze',
  startedAt: new Date(0),
  durationMs: 12.5,
  status: 200,
  requestBody: { text: 'a secret', socks: 'socks5://u:hunter2@h:1', image_b64: 'QUJD' },
  replyBody: { text: 'my answer', ok: true, parts: [1, 2], more: { deep: 'hidden' }, none: null },
  error: null,
  failure: null,
};

describe('ExchangeLog', () => {
  it('keeps what happened and not what was said', () => {
    const log = new ExchangeLog();
    log.add(event);
    expect(log.read()).toEqual({
      items: [
        {
          stage: 'upstream',
          attempt: 2,
          try: 1,
          container_id: 'c1',
          method: 'POST',
          path: '/analyze',
          started_at: '1970-01-01T00:00:00.000000+00:00',
          duration_ms: 12.5,
          status: 200,
          failure: null,
          error: null,
          request: { text: 'text(8)', socks: 'text(22)', image_b64: 'text(4)' },
          response: { text: 'text(9)', ok: 'boolean', parts: 'list(2)', more: 'object(1)', none: null },
        },
      ],
      left_out: 0,
    });
    expect(JSON.stringify(log.read())).not.toMatch(/secret|hunter2|QUJD|answer|hidden/);
  });

  it('masks passwords in errors and in names of fields', () => {
    const log = new ExchangeLog();
    const error = `No proxy http://u:hunter2@h. ${'x'.repeat(9000)}`;
    const replyBody = { 'http://u:hunter2@h': 1, [`k${'x'.repeat(9000)}`]: 2 };
    log.add({ ...event, status: null, failure: 'other', error, replyBody });
    const text = JSON.stringify(log.read());
    expect(text).not.toContain('hunter2');
    expect(text.length).toBeLessThan(2_000);
  });

  it.each([
    ['<html>', 'text(6)'],
    [['a'], 'list(1)'],
    [null, null],
    [Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`k${index}`, 1])), { '…': '5 more' }],
  ])('describes the body %j', (replyBody, shape) => {
    const log = new ExchangeLog();
    log.add({ ...event, replyBody });
    const [item] = log.read().items;
    if (typeof shape === 'object' && shape !== null) expect(item?.response).toMatchObject(shape);
    else expect(item?.response).toEqual(shape);
  });

  it('keeps 50, and rather messages than probes', () => {
    const log = new ExchangeLog();
    for (let index = 0; index < 60; index += 1)
      log.add({ ...event, method: 'GET', path: `/status/${index}` });
    log.add(event);
    const { items, left_out } = log.read();
    expect(items).toHaveLength(50);
    expect(left_out).toBe(11);
    expect(items[0]?.path).toBe('/status/1');
    expect(items.at(-1)?.method).toBe('POST');
  });

  it('leaves out the messages that come after 50 messages', () => {
    const log = new ExchangeLog();
    for (let index = 0; index < 51; index += 1) log.add({ ...event, tryNumber: index });
    const { items, left_out } = log.read();
    expect(items.map((item) => item.try)).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect(left_out).toBe(1);
  });
});
