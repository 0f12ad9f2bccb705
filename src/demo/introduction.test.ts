import { workerScript } from '../testing/worker-script.ts';
import { introduction } from './introduction.ts';

const text = introduction('http://127.0.0.1:9000', {
  workers: new Map([
    ['camoufox-1', 'http://127.0.0.1:8001'],
    ['camoufox-2', 'http://127.0.0.1:8002'],
    ['camoufox-3', 'http://127.0.0.1:8003'],
  ]),
  providerUrl: 'http://127.0.0.1:7000',
  configPath: '/tmp/demo/config.yaml',
});

describe('introduction', () => {
  it('shows where everything is, and a request that a shell understands', () => {
    expect(text).toContain('camoufox-1  http://127.0.0.1:8001');
    expect(text).toContain('demo        http://127.0.0.1:7000');
    expect(text).toContain('Config: /tmp/demo/config.yaml ');
    expect(text).toContain('http://127.0.0.1:9000/metrics');
    const body = /curl -s http:\/\/127\.0\.0\.1:9000\/v1\/solve .* -d '(.*)'$/m.exec(text)?.[1];
    expect(JSON.parse(body ?? '')).toMatchObject({ input: { text: 'Hello' } });
    const chat = /curl -s \S+\/v1\/chat\/completions .* -d '(.*)'$/m.exec(text)?.[1];
    expect(JSON.parse(chat ?? '')).toMatchObject({ model: 'demo-echo' });
  });

  it('shows how each worker is made to misbehave, in words that a worker understands', () => {
    const scripts = [...text.matchAll(/curl -s (\S+\/script) -d '(.*)'$/gm)];

    expect(scripts.map(([, place]) => place)).toEqual([
      'http://127.0.0.1:8001/script',
      'http://127.0.0.1:8002/script',
      'http://127.0.0.1:8003/script',
    ]);
    for (const [, , script] of scripts) expect(workerScript.parse(JSON.parse(script ?? ''))).not.toEqual({});
    expect(text).toContain(
      "curl -s -d '{}' http://127.0.0.1:8001/script http://127.0.0.1:8002/script http://127.0.0.1:8003/script\n",
    );
  });
});
