import { Pool } from 'undici';
import type { Container } from '../plugin-api/exchange.ts';
import { type Connector, createConnector } from './connector.ts';

/** How to reach one container. */
export interface Route {
  readonly pool: Pool;
  /** Origin and path prefix, without credentials. */
  readonly baseUrl: string;
  /** Path prefix, '' when there is none. */
  readonly prefix: string;
  /** From the credentials in the base URL. */
  readonly authorization: string | undefined;
}

export interface Pools {
  /** The kept route of a container; a new one when its address or connect limit is another. */
  route(container: Container): Route;
  /** Lets go of a container once its running exchanges are done. */
  forget(containerId: string): Promise<void>;
  /** Cuts every connection. */
  close(): Promise<void>;
}

interface Entry {
  readonly configuredUrl: string;
  readonly connectMs: number;
  readonly connector: Connector;
  readonly route: Route;
}

export function createPools(): Pools {
  const entries = new Map<string, Entry>();
  const retiring = new Set<Entry>();

  const retire = async (entry: Entry) => {
    retiring.add(entry);
    await entry.route.pool.close();
    retiring.delete(entry);
  };

  const replace = ({ id, baseUrl, timeouts }: Container, former: Entry | undefined) => {
    const entry = createEntry(baseUrl, timeouts.connectMs);
    entries.set(id, entry);
    if (former !== undefined) void retire(former);
    return entry.route;
  };

  return {
    route: (container) => {
      const entry = entries.get(container.id);
      if (entry !== undefined && isCurrent(entry, container)) return entry.route;
      return replace(container, entry);
    },
    forget: async (containerId) => {
      const entry = entries.get(containerId);
      if (entry === undefined) return;
      entries.delete(containerId);
      await retire(entry);
    },
    close: async () => {
      const all = [...entries.values(), ...retiring];
      entries.clear();
      await Promise.all(
        all.map(({ connector, route }) => {
          connector.destroyConnecting();
          return route.pool.destroy();
        }),
      );
    },
  };
}

function isCurrent(entry: Entry, container: Container): boolean {
  return entry.configuredUrl === container.baseUrl && entry.connectMs === container.timeouts.connectMs;
}

function createEntry(configuredUrl: string, connectMs: number): Entry {
  const { origin, pathname, username, password } = new URL(configuredUrl);
  const connector = createConnector(connectMs);
  // The exchange keeps its own time; undici's limits are off.
  const pool = new Pool(origin, { connect: connector.connect, headersTimeout: 0, bodyTimeout: 0 });
  const prefix = pathname.replace(/\/+$/, '');
  const authorization = username === '' && password === '' ? undefined : basic(username, password);
  const route = { pool, baseUrl: origin + prefix, prefix, authorization };
  return { configuredUrl, connectMs, connector, route };
}

function basic(username: string, password: string): string {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
