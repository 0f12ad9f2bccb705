import { createRedactor, type ExchangeEvent } from 'glassgate/plugin-api';
import { toLine } from './record.ts';
import { exchangeEvent } from './test-context.ts';

const rules = { includeBodies: true, maxFieldChars: 8000, redactor: createRedactor() };

function lineOf(event: ExchangeEvent): string {
  return toLine({ event, seq: 7 }, rules);
}

describe('toLine', () => {
  it('writes one line with every field', () => {
    const line = lineOf(exchangeEvent());

    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual({
      v: 1,
      seq: 7,
      operation: 'analyze',
      outcome: 'ok',
      profile_id: null,
      sampled: true,
      ts: '2026-11-20T18:13:42.350000+00:00',
      container_id: 'camoufox-1',
      request_id: 'r-1',
      method: 'POST',
      path: '/analyze',
      url: 'http://127.0.0.1:8001/analyze',
      status_code: 200,
      duration_ms: 1234,
      error: null,
      request: { text: 'hello' },
      response: { text: 'hi', page_url: 'https://chat.qwen.ai/c/1' },
      job_id: '0c6f6f0e-8f3f-4a39-b3a7-3f2f0d9f5a11',
      stage: 'upstream',
      attempt: 1,
      try: 1,
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      span_id: '00f067aa0ba902b7',
    });
  });

  it('hides the bare password of a proxy that only the request knows, unless secrets are to be shown', () => {
    const event = exchangeEvent({
      requestBody: { text: 'hello', socks: 'socks5://cli:ClientPw77@9.9.9.9:1080' },
      replyBody: { error: 'login with ClientPw77 failed' },
      error: 'ClientPw77',
    });

    expect(JSON.parse(lineOf(event))).toMatchObject({
      request: { text: 'hello', socks: 'socks5://cli:***@9.9.9.9:1080' },
      response: { error: 'login with *** failed' },
      error: '***',
      duration_ms: 1234,
    });
    const open = { ...rules, redactor: createRedactor({ enabled: false }) };
    expect(JSON.parse(toLine({ event, seq: 7 }, open))).toMatchObject({ error: 'ClientPw77' });
  });

  it('writes a transport error of background work with null for what there is not', () => {
    const event = exchangeEvent({
      requestId: null,
      runId: null,
      stage: null,
      attempt: null,
      traceId: undefined,
      spanId: undefined,
      status: null,
      requestBody: undefined,
      replyBody: undefined,
      error: 'connection refused',
      failure: 'refused',
    });

    expect(JSON.parse(lineOf(event))).toMatchObject({
      outcome: 'transport',
      request_id: null,
      status_code: null,
      error: 'connection refused',
      request: null,
      response: null,
      job_id: null,
      stage: null,
      attempt: null,
      trace_id: null,
      span_id: null,
    });
  });

  it('redacts url, path and error as well', () => {
    const secret = 'http://u:s3cret@h/x';

    const record = JSON.parse(lineOf(exchangeEvent({ url: secret, path: `/${secret}`, error: secret })));

    expect(record).toMatchObject({
      url: 'http://u:***@h/x',
      path: '/http://u:***@h/x',
      error: 'http://u:***@h/x',
    });
  });

  it('keeps line breaks of a body inside the line', () => {
    const line = lineOf(exchangeEvent({ replyBody: 'a\nb\r\n\u2028' }));

    expect(line.trimEnd()).not.toMatch(/[\r\n]/);
    expect(JSON.parse(line).response).toBe('a\nb\r\n\u2028');
  });
});
