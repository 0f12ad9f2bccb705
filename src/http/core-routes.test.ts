import { pino } from 'pino';
import request from 'supertest';
import type { ConfigControl } from './config-control.ts';
import { createApp } from './create-app.ts';
import { countingMetrics } from './test-app.ts';

const loadedAt = new Date('2026-01-02T03:04:05.000Z');
const current = { isCurrent: true, problem: undefined, loadedAt };
const broken = { isCurrent: false, problem: 'config.yaml:3:1 containers: Expected a list.', loadedAt };

function app(config?: ConfigControl) {
  const instruments = {
    request: () => ({ within: <T>(body: () => T) => body(), end: () => undefined }),
    exposition: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' }),
  };
  const log = pino({ level: 'silent' });
  const metrics = countingMetrics();
  const options = { instruments, metrics, log, routes: [], authenticator: undefined };
  return createApp({ ...options, ...(config !== undefined && { config }) }).express;
}

describe('the core routes', () => {
  it('answer /health and /metrics', async () => {
    await request(app()).get('/health').expect(200, { ok: true });
    await request(app())
      .get('/metrics')
      .expect('Content-Type', 'text/plain; version=0.0.4')
      .expect(200, 'up 1\n');
  });

  it('have no reload where the configuration cannot change', async () => {
    await request(app()).post('/v1/config/reload').expect(404);
  });

  it('say in /health what keeps the config file from being taken', async () => {
    const config = { state: broken, reload: async () => broken };
    await request(app(config))
      .get('/health')
      .expect(200, { ok: true, config: { ok: false, problem: broken.problem } });
  });

  it('reload on request, and refuse a file with mistakes', async () => {
    await request(app({ state: current, reload: async () => current }))
      .post('/v1/config/reload')
      .expect(200, { ok: true, config: { loaded_at: '2026-01-02T03:04:05.000000+00:00' } });
    const refused = await request(app({ state: current, reload: async () => broken })).post(
      '/v1/config/reload',
    );
    expect(refused).toMatchObject({
      status: 422,
      body: { error: { code: 'CONFIG_INVALID', message: broken.problem } },
    });
  });
});
