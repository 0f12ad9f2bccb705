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
  /** Cuts every connection. */
  close(): Promise<void>;
}

export interface PoolOptions {
  /** Time without use after which a container is let go: it may have left the configuration. */
  readonly idleMs?: number;
  readonly now?: () => number;
}

interface Entry {
  readonly configuredUrl: string;
  readonly connectMs: number;
  readonly connector: Connector;
  readonly route: Route;
  usedAt: number;
}

const usualIdleMs = 10 * 60_000;

export function createPools(options: PoolOptions = {}): Pools {
  const { idleMs = usualIdleMs, now = () => performance.now() } = options;
  const entries = new Map<string, Entry>();
  const retiring = new Set<Entry>();

  let sweptAt = now();

  // undici waits for the exchanges that run before it closes a pool.
  const retire = async (entry: Entry) => {
    retiring.add(entry);
    await entry.route.pool.close();
    retiring.delete(entry);
  };

  // Whenever anything is sent: without traffic there is nothing that could pile up.
  const retireIdle = () => {
    if (now() - sweptAt < idleMs / 2) return;
    sweptAt = now();
    for (const [id, entry] of entries) {
      if (sweptAt - entry.usedAt < idleMs) continue;
      entries.delete(id);
      void retire(entry);
    }
  };

  const replace = ({ id, baseUrl, timeouts }: Container, former: Entry | undefined) => {
    const entry = { ...createEntry(baseUrl, timeouts.connectMs), usedAt: now() };
    entries.set(id, entry);
    if (former !== undefined) void retire(former);
    return entry.route;
  };

  return {
    route: (container) => {
      retireIdle();
      const entry = entries.get(container.id);
      if (entry === undefined || !isCurrent(entry, container)) return replace(container, entry);
      entry.usedAt = now();
      return entry.route;
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

function createEntry(configuredUrl: string, connectMs: number): Omit<Entry, 'usedAt'> {
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
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`;
}

/** A percent sign that begins no escape stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
