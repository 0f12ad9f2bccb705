import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { load } from 'js-yaml';
import { itWithPromtool } from '../integration/promtool.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFile(resolve(root, path), 'utf8');

const hosts: Readonly<Record<string, string>> = {
  '127.0.0.1:9000': 'gateway:9000',
  '127.0.0.1:9093': 'alertmanager:9093',
};

/** The file of the repository as docker-compose.yml needs it. */
async function forTheBundle(path: string): Promise<unknown> {
  const text = await read(path);
  const moved = Object.entries(hosts).reduce((all, [from, to]) => all.replaceAll(from, to), text);
  // A key that is not written is not there.
  return JSON.parse(JSON.stringify(load(moved), (key, value) => (key === 'http_config' ? undefined : value)));
}

describe('examples/compose/alertmanager.yml', () => {
  it('routes as prometheus/alertmanager.yml does', async () => {
    expect(load(await read('examples/compose/alertmanager.yml'))).toEqual(
      await forTheBundle('prometheus/alertmanager.yml'),
    );
  });

  itWithPromtool('is understood by Alertmanager', async () => {
    const { status, stdout } = spawnSync('amtool', ['check-config', 'examples/compose/alertmanager.yml'], {
      cwd: root,
      encoding: 'utf8',
    });

    expect([status, stdout]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});

describe('examples/compose/prometheus.yml', () => {
  it('watches what prometheus/prometheus.yml does, and the machine', async () => {
    const expected = (await forTheBundle('prometheus/prometheus.yml')) as { scrape_configs: unknown[] };
    const node = { job_name: 'node', static_configs: [{ targets: ['node-exporter:9100'] }] };

    expect(load(await read('examples/compose/prometheus.yml'))).toEqual({
      ...expected,
      scrape_configs: [...expected.scrape_configs, node],
    });
  });

  itWithPromtool('is understood by Prometheus', async () => {
    const { status, stderr } = spawnSync(
      'promtool',
      ['check', 'config', '--syntax-only', 'examples/compose/prometheus.yml'],
      { cwd: root, encoding: 'utf8' },
    );

    expect([status, stderr]).toEqual([0, '']);
  });
});
