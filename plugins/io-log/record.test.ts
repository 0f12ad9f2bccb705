import { createRedactor, type ExchangeEvent, type Journal, notes } from 'glassgate/plugin-api';
import { toLine } from './record.ts';
import { exchangeEvent } from './test-context.ts';

const rules = { includeBodies: true, maxFieldChars: 8000, redactor: createRedactor() };

function lineOf(event: ExchangeEvent): string {
  return toLine({ event, seq: 7, epoch: 5 }, rules);
}

describe('toLine', () => {
  it('writes one line with every field', () => {
    const line = lineOf(exchangeEvent());

    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual({
      v: 1,
      seq: 7,
      epoch: 5,
      operation: 'analyze',
      outcome: 'ok',
      profile_id: null,
      sampled: true,
      max_attempts: 2,
      socks_id: null,
      chat_id: null,
      ttfb_ms: 310,
      request_bytes: 812,
      response_bytes: 3456,
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
    expect(JSON.parse(toLine({ event, seq: 7, epoch: 5 }, open))).toMatchObject({ error: 'ClientPw77' });
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

  it('writes no character at which a reader of lines would stop', () => {
    const text = 'a\x85b\u2028c\u2029d\x7fe\x9bf\x1cg\vh\f';

    const line = lineOf(exchangeEvent({ requestBody: { [text]: text }, error: text }));

    expect(line.trimEnd()).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(line)).toMatchObject({ request: { [text]: text }, error: text });
  });

  it('names the proxy and the chat that the request used', () => {
    const known = new Map<string, unknown>([
      [notes.profile.id, { profileId: 'p1', proxyId: 's1' }],
      [notes.chat.id, { chatSessionId: 1, chatId: 'abc', pageUrl: 'https://x/' }],
    ]);
    const latest = ((note: { id: string }) => known.get(note.id)) as Journal['latest'];

    const record = JSON.parse(lineOf(exchangeEvent({ journal: { latest } as Journal })));

    expect(record).toMatchObject({ profile_id: 'p1', socks_id: 's1', chat_id: 'abc' });
  });

  it('counts what it masked and what it left out, and says nothing of a clean record', () => {
    const redactor = createRedactor();
    const event = exchangeEvent({
      url: `http://h/${'x'.repeat(9000)}`,
      requestBody: { token: 'hunter2xyz', b64: 'AAAA', note: 'password=hunter2xyz' },
      replyBody: { text: 'y'.repeat(9000), list: Array.from({ length: 201 }, () => 1) },
    });

    const record = JSON.parse(toLine({ event, seq: 7, epoch: 5 }, { ...rules, redactor }));
    const clean = JSON.parse(toLine({ event: exchangeEvent(), seq: 7, epoch: 5 }, { ...rules, redactor }));

    expect(record.redactions).toEqual({ secret_key: 1, kv_assignment: 1 });
    expect(record.truncations).toEqual({ field: 2, b64: 1, entries: 1 });
    expect(clean).not.toHaveProperty('redactions');
    expect(clean).not.toHaveProperty('truncations');
  });

  it.each([
    ['an answer', 10, 60, 'response', { __list__: true, len: 60 }, { __list__: true, len: 10 }],
    ['both bodies', 60, 60, 'request', { __list__: true, len: 60 }, { __list__: true, len: 60 }],
  ])('replaces %s that makes a record too large', (_, asked, answered, part, response, request) => {
    // Two bytes each in UTF-8: the limit is one of bytes.
    const bodyOf = (length: number) => Array.from({ length }, () => 'é'.repeat(4000));

    const line = lineOf(exchangeEvent({ requestBody: bodyOf(asked), replyBody: bodyOf(answered) }));
    const record = JSON.parse(line);

    expect(Buffer.byteLength(line)).toBeLessThan(256 * 1024);
    expect(record.response).toEqual(response);
    expect(part === 'request' ? record.request : { __list__: true, len: record.request.length }).toEqual(
      request,
    );
    expect(record.truncations).toEqual({ record: part === 'request' ? 2 : 1 });
  });
});
