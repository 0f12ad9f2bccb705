import { buildGateway, startWorker, type TestGateway } from 'glassgate/testing';

const prompts = [{ prompt_id: 'default', file: 'start.txt' }];
const files = { 'start.txt': 'Be brief.' };
const p1 = { profile_id: 'p1', profile_value: '/p1' };
const ask = (profileId: string) => ({ input: { text: 'hi' }, options: { profile_id: profileId } });

async function reload(gateway: TestGateway): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${gateway.url}/v1/config/reload`, { method: 'POST' });
  return { status: response.status, body: await response.json() };
}

async function health(gateway: TestGateway): Promise<unknown> {
  return (await fetch(`${gateway.url}/health`)).json();
}

describe('the live configuration', () => {
  it('takes an edited file by itself: new profiles, containers and prompts serve the next request', async () => {
    await using first = await startWorker({ id: 'first' });
    await using second = await startWorker({ id: 'second' });
    const container = (id: string, url: string) => ({ id, base_url: url });
    await using gateway = await buildGateway(
      { containers: [container('c1', first.url)], profiles: [p1], prompts },
      { files },
    );
    expect((await gateway.solve(ask('p2'))).status).toBe(400);

    await gateway.rewriteConfig({
      containers: [container('c2', second.url)],
      profiles: [{ profile_id: 'p2', profile_value: '/p2' }],
      prompts: [...prompts, { prompt_id: 'other', file: 'start.txt' }],
    });
    await gateway.untilLog('configuration reloaded');

    const reply = await gateway.solve({
      input: { text: 'hi' },
      options: { profile_id: 'p2', prompt_id: 'other' },
    });
    expect(reply).toMatchObject({ status: 200, body: { meta: { container_ids_used: ['c2'] } } });
    expect((await gateway.solve(ask('p1'))).status).toBe(400);
  });

  it('keeps the former configuration when the file has mistakes, and says where they are', async () => {
    await using worker = await startWorker();
    const config = { containers: [{ id: 'c1', base_url: worker.url }], profiles: [p1], prompts };
    await using gateway = await buildGateway(config, { files });

    await gateway.rewriteConfig('profiles:\n  - profile_id: p9\ncontainers: 7\n');
    const refused = await reload(gateway);

    expect(refused).toMatchObject({ status: 422, body: { error: { code: 'CONFIG_INVALID' } } });
    const { problem } = ((await health(gateway)) as { config: { problem: string } }).config;
    expect(problem).toMatch(/config\.yaml:2:\d+ profiles\[0\]\.profile_value/);
    expect(problem).toMatch(/config\.yaml:3:\d+ containers/);
    expect(await gateway.metrics()).toMatch(/^glassgate_config_last_reload_successful 0$/m);
    expect((await gateway.solve(ask('p1'))).status).toBe(200);

    await gateway.rewriteConfig(config);
    expect((await reload(gateway)).status).toBe(200);
    expect(await health(gateway)).toEqual({ ok: true });
    expect(await gateway.metrics()).toMatch(/^glassgate_config_last_reload_successful 1$/m);
  });

  it.each(['', '# to be written\n'])(
    'keeps the former configuration while the file is empty: %j',
    async (text) => {
      await using worker = await startWorker();
      const config = { containers: [{ id: 'c1', base_url: worker.url }], profiles: [p1], prompts };
      await using gateway = await buildGateway(config, { files });

      await gateway.rewriteConfig(text);

      expect(await reload(gateway)).toMatchObject({
        status: 422,
        body: { error: { message: expect.stringMatching(/config\.yaml: The config file is empty\.$/) } },
      });
      expect((await gateway.solve(ask('p1'))).status).toBe(200);
    },
  );

  it('lets a solve finish on a container that leaves, and sends it nothing new', async () => {
    await using leaving = await startWorker({ id: 'leaving' });
    await using staying = await startWorker({ id: 'staying' });
    const profiles = [p1, { profile_id: 'p2', profile_value: '/p2' }];
    await using gateway = await buildGateway(
      { containers: [{ id: 'c1', base_url: leaving.url }], profiles, prompts },
      { files },
    );
    await leaving.script({ rules: [{ kind: 'hang', times: 1 }] });
    const running = gateway.solve(ask('p1'));
    await leaving.until((ledger) => ledger.posts.length > 0);

    await gateway.rewriteConfig({ containers: [{ id: 'c2', base_url: staying.url }], profiles, prompts });
    expect((await reload(gateway)).status).toBe(200);
    const other = await gateway.solve(ask('p2'));
    expect(await gateway.metrics()).toMatch(/^glassgate_selector_containers\{state="draining"\} 1$/m);
    await leaving.release();

    expect(other.body.meta.container_ids_used).toEqual(['c2']);
    expect(await running).toMatchObject({ status: 200, body: { meta: { container_ids_used: ['c1'] } } });
    expect(await gateway.metrics()).toMatch(/^glassgate_selector_containers\{state="draining"\} 0$/m);
  });

  it('keeps the counters of profiles that stay', async () => {
    await using worker = await startWorker();
    const config = { containers: [{ id: 'c1', base_url: worker.url }], profiles: [p1], prompts };
    await using gateway = await buildGateway(config, { files });
    await gateway.solve(ask('p1'));

    await reload(gateway);
    await gateway.solve(ask('p1'));

    expect(gateway.rows('SELECT uses_count FROM profiles')).toEqual([{ uses_count: 2 }]);
  });

  it('refuses to change the list of plugins while it runs', async () => {
    await using gateway = await buildGateway({ prompts }, { files });
    await gateway.rewriteConfig({ prompts, plugins: ['io-log'] });

    expect(await reload(gateway)).toMatchObject({
      status: 422,
      body: { error: { message: "The list 'plugins' cannot change while the gateway runs; restart it." } },
    });
  });
});
