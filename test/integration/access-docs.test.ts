import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buildGateway } from 'glassgate/testing';

const page = resolve(import.meta.dirname, '../../docs/http-api.md');

it('lists every route in docs/http-api.md, with its owner, who may call it and what it is for', async () => {
  await using gateway = await buildGateway({});
  const mounted = gateway.routes.map(({ plugin, method, path, access, summary }) => ({
    route: `${method} ${path}`,
    owner: plugin === 'core' ? 'core' : `plugin \`${plugin}\``,
    access,
    summary,
  }));

  const rows = [
    ...(await readFile(page, 'utf8')).matchAll(
      /^\| \[`([A-Z]+ [^`]+)`\]\([^)]+\) \| ([^|]+) \| (\w+) \| ([^|]+) \|$/gm,
    ),
  ].map(([, route, owner, access, summary]) => ({ route, owner, access, summary }));

  const byRoute = (a: { route?: string | undefined }, b: { route?: string | undefined }) =>
    (a.route ?? '') < (b.route ?? '') ? -1 : 1;
  expect(rows.toSorted(byRoute)).toEqual(mounted.toSorted(byRoute));
});
