import { startOtlpReceiver } from './otlp-receiver.ts';

const body = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'glassgate' } }] },
      scopeSpans: [
        {
          scope: { name: 'glassgate' },
          spans: [
            {
              name: 'stage chat',
              kind: 3,
              traceId: 'aa',
              spanId: 'bb',
              parentSpanId: 'cc',
              startTimeUnixNano: '1700000000000000001',
              endTimeUnixNano: '1700000000000000002',
              attributes: [
                { key: 'n', value: { intValue: '7' } },
                { key: 'ok', value: { boolValue: false } },
                {
                  key: 'list',
                  value: { arrayValue: { values: [{ stringValue: 'a' }, { doubleValue: 0.5 }] } },
                },
              ],
              events: [{ name: 'decision', timeUnixNano: '5', attributes: [] }],
              status: { code: 2, message: 'CONTAINER_BUSY' },
            },
          ],
        },
      ],
    },
  ],
};

function send(url: string, path: string, content: unknown) {
  return fetch(url + path, { method: 'POST', body: JSON.stringify(content) });
}

describe('startOtlpReceiver', () => {
  it('keeps spans in a plain form', async () => {
    await using receiver = await startOtlpReceiver();

    const waiting = receiver.waitForSpans((spans) => spans.length === 1);
    await send(receiver.url, '/v1/traces', body);

    expect(await waiting).toEqual([
      {
        scope: 'glassgate',
        resource: { 'service.name': 'glassgate' },
        name: 'stage chat',
        kind: 'client',
        traceId: 'aa',
        spanId: 'bb',
        parentSpanId: 'cc',
        attributes: { n: 7, ok: false, list: ['a', 0.5] },
        events: [{ name: 'decision', atNs: 5n, attributes: {} }],
        status: { code: 'error', message: 'CONTAINER_BUSY' },
        startNs: 1_700_000_000_000_000_001n,
        endNs: 1_700_000_000_000_000_002n,
      },
    ]);
    expect([...receiver.paths]).toEqual(['/v1/traces']);
  });

  it('rejects when the spans do not come', async () => {
    await using receiver = await startOtlpReceiver();
    await expect(receiver.waitForSpans((spans) => spans.length > 0, 20)).rejects.toThrow(
      'Waited 20 ms in vain for spans',
    );
  });

  it('answers 400 to what is no export', async () => {
    await using receiver = await startOtlpReceiver();
    expect((await send(receiver.url, '/v1/traces', { resourceSpans: 'none' })).status).toBe(400);
  });
});
