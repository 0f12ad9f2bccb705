import { openTestStore } from 'glassgate/testing';
import { Proxies } from './proxies.ts';
import { socksTable } from './tables.ts';

const s1 = { socks_id: 's1', url: 'socks5://u:p@h:1' };

describe('Proxies', () => {
  it('finds a proxy of the config by its id', async () => {
    await using opened = await openTestStore(socksTable);
    const proxies = await Proxies.seed(opened.store, [s1]);
    expect(proxies.fromClient('s1')).toEqual({ id: 's1', url: s1.url });
    expect(await proxies.byId('s1')).toEqual({ id: 's1', url: s1.url });
  });

  it.each(['socks5://u:secret@h:1', 'http://h:8080', 'SOCKS4A://h:1'])(
    'gives the URL %s an opaque id that a later process finds',
    async (url) => {
      await using opened = await openTestStore(socksTable);
      const proxies = await Proxies.seed(opened.store, []);
      const proxy = proxies.fromClient(url);
      expect(proxy).toEqual({ id: expect.stringMatching(/^url-[\da-f]{12}$/), url });
      expect(proxies.fromClient(url)).toBe(proxy);
      expect(await proxies.byId(proxy.id)).toBe(proxy);

      await opened.store.committed();
      const later = await Proxies.seed(opened.store, []);
      expect(await later.byId(proxy.id)).toEqual(proxy);
    },
  );

  it('takes the URL that a chat of the first version has in place of an id, and gives it one', async () => {
    await using opened = await openTestStore(socksTable);
    const proxies = await Proxies.seed(opened.store, []);
    const url = 'socks5://u:secret@h:1';
    const proxy = await proxies.byId(url);
    expect(proxy).toEqual({ id: expect.stringMatching(/^url-[\da-f]{12}$/), url });
    expect(proxies.fromClient(url)).toEqual(proxy);
  });

  it('refuses what is neither, and shows it only when it cannot hold a password', async () => {
    await using opened = await openTestStore(socksTable);
    const proxies = await Proxies.seed(opened.store, [s1]);
    expect(() => proxies.fromClient('s2')).toThrow("There is no proxy 's2'.");
    expect(() => proxies.fromClient('socks5//u:secret@h:1')).toThrow('There is no proxy with that name.');
    await expect(proxies.byId('s2')).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('still uses URLs of clients for chats, and of its own ids only those of the config', async () => {
    await using opened = await openTestStore(socksTable);
    const before = await Proxies.seed(opened.store, [s1]);
    const override = before.fromClient('socks5://u:secret@h:1');
    await opened.store.committed();

    const after = await Proxies.seed(opened.store, []);

    expect(await before.stillUsed('s1')).toEqual({ id: 's1', url: s1.url });
    expect(await after.stillUsed(override.id)).toEqual(override);
    expect(await after.stillUsed('s1')).toBeUndefined();
    expect(await after.stillUsed('url-000000000000')).toBeUndefined();
  });
});
