import { introduction } from './introduction.ts';

describe('introduction', () => {
  it('shows where everything is, and a request that a shell understands', () => {
    const text = introduction('http://127.0.0.1:9000', {
      workers: new Map([['camoufox-1', 'http://127.0.0.1:8001']]),
      providerUrl: 'http://127.0.0.1:7000',
    });
    expect(text).toContain('camoufox-1  http://127.0.0.1:8001');
    expect(text).toContain('http://127.0.0.1:9000/metrics');
    const body = /curl -s http:\/\/127\.0\.0\.1:9000\/v1\/solve .* -d '(.*)'$/m.exec(text)?.[1];
    expect(JSON.parse(body ?? '')).toMatchObject({ input: { text: 'Hello' } });
    const chat = /curl -s \S+\/v1\/chat\/completions .* -d '(.*)'$/m.exec(text)?.[1];
    expect(JSON.parse(chat ?? '')).toMatchObject({ model: 'demo-echo' });
    expect(text).toContain('demo        http://127.0.0.1:7000');
  });
});
