import type { RouteOptions, Routes } from '../plugin-api/http.ts';
import { startApp } from './test-app.ts';

const open: RouteOptions = { access: 'public', summary: 'For this test' };

describe('the route table', () => {
  it('remembers every route with who may call it', async () => {
    await using app = await startApp((routes) => {
      routes.delete('/things/:id', { access: 'operator', summary: 'Throw a thing away' }, (_req, res) => {
        res.json({});
      });
    });
    expect(app.app.routes).toEqual([
      expect.objectContaining({ plugin: 'core', method: 'GET', path: '/health', access: 'public' }),
      expect.objectContaining({ plugin: 'core', method: 'GET', path: '/metrics', access: 'public' }),
      {
        plugin: 'test',
        method: 'DELETE',
        path: '/things/:id',
        access: 'operator',
        summary: 'Throw a thing away',
      },
    ]);
  });

  it.each(['get', 'post', 'put', 'patch', 'delete'] as const)(
    'mounts %s with typed parameters',
    async (method) => {
      await using app = await startApp((routes) => {
        routes[method]('/a/:first/b/:second', open, ({ params: { first, second } }, res) => {
          res.json([first.toUpperCase(), second.toUpperCase()]);
        });
      });
      const response = await fetch(`${app.url}/a/x/b/y`, { method: method.toUpperCase() });
      expect(await response.json()).toEqual(['X', 'Y']);
    },
  );

  it('gives what a handler throws to the error handler of the same route', async () => {
    await using app = await startApp((routes) => {
      routes.get(
        '/broken',
        open,
        async () => {
          throw new Error('broken');
        },
        (cause: Error, _req: unknown, res: { json(body: unknown): void }, _next: unknown) => {
          res.json(cause.message);
        },
      );
    });
    expect(await (await fetch(`${app.url}/broken`)).json()).toBe('broken');
  });

  it('refuses the boot for routes that do not say who may call them, all of them', async () => {
    // What a plugin in plain JavaScript may do.
    const routes = ((table: { get(...args: unknown[]): void; post(...args: unknown[]): void }) => {
      table.get('/one', () => undefined);
      table.post('/two', { access: 'everybody', summary: 'Two' }, () => undefined);
      table.get('/three', { access: 'client' }, () => undefined);
      table.get('/four');
    }) as unknown as Routes;
    const access = "who may call it: add { access: 'public', 'client' or 'operator' } after the path.";
    await expect(startApp(routes)).rejects.toMatchObject({
      problems: [
        `Plugin 'test' mounts GET /one without saying ${access}`,
        `Plugin 'test' mounts POST /two without saying ${access}`,
        "Plugin 'test' mounts GET /three without saying what it is for: add a 'summary' beside 'access'.",
        `Plugin 'test' mounts GET /four without saying ${access}`,
      ],
    });
  });
});
