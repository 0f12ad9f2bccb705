import { createHash } from 'node:crypto';
import {
  GlassgateError,
  type Repository,
  type SocksProxy,
  type Store,
  timestamp,
} from 'glassgate/plugin-api';
import type { SocksConfig } from './config.ts';
import { type SocksRow, socksTable } from './tables.ts';

/** Begins the opaque ids of URLs that clients gave. */
const overridePrefix = 'url-';
const urlPattern = /^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i;
const showableId = /^[\w.-]{1,128}$/;
/** URL overrides remembered in memory; older ones are read from the database again. */
const maxRemembered = 10_000;

/** Proxies by id: those of the config, and URLs that clients gave, under opaque ids. */
export class Proxies {
  readonly #repository: Repository<SocksRow>;
  readonly #overrides = new Map<string, SocksProxy>();
  #configured: ReadonlyMap<string, SocksProxy> = new Map();

  private constructor(repository: Repository<SocksRow>) {
    this.#repository = repository;
  }

  static async seed(store: Store, configs: readonly SocksConfig[]): Promise<Proxies> {
    const proxies = new Proxies(store.table(socksTable));
    const apply = await proxies.prepare(configs);
    apply();
    return proxies;
  }

  /** Prepare to take the proxies of a config; the returned function does it. */
  async prepare(configs: readonly SocksConfig[]): Promise<() => void> {
    const stored = new Map((await this.#repository.find({})).map((row) => [row.socks_id, row]));
    return () => {
      for (const { socks_id: id, url } of configs) {
        const now = timestamp();
        const createdAt = stored.get(id)?.created_at ?? now;
        this.#repository.put({ socks_id: id, url, created_at: createdAt, updated_at: now });
      }
      this.#configured = new Map(configs.map(({ socks_id: id, url }) => [id, { id, url }]));
    };
  }

  /** The proxy that a client named: an id of the config or any `scheme://…` URL. */
  fromClient(idOrUrl: string): SocksProxy {
    const configured = this.#configured.get(idOrUrl);
    if (configured !== undefined) return configured;
    if (urlPattern.test(idOrUrl)) return this.#override(idOrUrl);
    // What is no id may be a URL with a typing error, and so may hold a password.
    const name = showableId.test(idOrUrl) ? `'${idOrUrl}'` : 'with that name';
    throw new GlassgateError('INVALID_REQUEST', `There is no proxy ${name}.`);
  }

  /** A proxy by the id under which a profile or a chat refers to it. */
  async byId(id: string): Promise<SocksProxy> {
    const known = this.#configured.get(id) ?? this.#overrides.get(id);
    if (known !== undefined) return known;
    // Chats of the first version have the URL itself in place of an id.
    if (urlPattern.test(id)) return this.#override(id);
    const [row] = await this.#repository.find({ where: { socks_id: id }, limit: 1 });
    if (row === undefined) {
      throw new GlassgateError('INVALID_REQUEST', `There is no proxy '${id}' any more.`);
    }
    return isOverride(id) ? this.#remember({ id, url: row.url }) : { id, url: row.url };
  }

  /** The proxy of a chat that nobody named; undefined when the proxy left the config. */
  async stillUsed(id: string): Promise<SocksProxy | undefined> {
    if (!isOverride(id)) return this.#configured.get(id);
    return this.byId(id).catch((cause: unknown) => {
      if (GlassgateError.from(cause).code === 'INVALID_REQUEST') return undefined;
      throw cause;
    });
  }

  #override(url: string): SocksProxy {
    const id = `${overridePrefix}${createHash('sha256').update(url).digest('hex').slice(0, 12)}`;
    const known = this.#overrides.get(id);
    if (known !== undefined) return known;
    const now = timestamp();
    this.#repository.put({ socks_id: id, url, created_at: now, updated_at: now });
    return this.#remember({ id, url });
  }

  #remember(proxy: SocksProxy): SocksProxy {
    const oldest = this.#overrides.keys().next();
    if (this.#overrides.size >= maxRemembered && !oldest.done) this.#overrides.delete(oldest.value);
    this.#overrides.set(proxy.id, proxy);
    return proxy;
  }
}

function isOverride(id: string): boolean {
  return id.startsWith(overridePrefix);
}
