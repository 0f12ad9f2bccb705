import { setTimeout as pause } from 'node:timers/promises';
import type { GatewayProcess } from 'glassgate/testing';
import { type Order, placeOrder } from './order.ts';
import type { RandomSource } from './random-source.ts';

export interface Answered {
  readonly id: string;
  readonly containerId: string;
  readonly pageUrl: string;
}

export interface ClientsOptions {
  readonly count: number;
  readonly random: RandomSource;
  readonly profileIds: readonly string[];
}

/** What a gateway has answered between its start and its kill. */
export interface Life {
  readonly since: Date;
  readonly answered: readonly Answered[];
}

/** When a life ends: so long after so many answers, on a slow machine as on a fast one. */
interface Moment {
  readonly answers: number;
  readonly plusMs: number;
}

/** Clients that ask one gateway after the other, as fast as they are answered. */
export interface Clients {
  /** Let all of them ask, then kill the gateway. */
  askUntilKilled(gateway: GatewayProcess, moment: Moment): Promise<Life>;
}

/** Busy clients come back later, as a Retry-After would tell them. */
const backOffMs = 200;
const maxPages = 200;

export function createClients({ count, random, profileIds }: ClientsOptions): Clients {
  const pages: string[] = [];
  let orders = 0;

  const remember = (pageUrl: string) => {
    pages.push(pageUrl);
    if (pages.length > maxPages) pages.shift();
  };

  const ask = async (gateway: GatewayProcess, life: RunningLife): Promise<void> => {
    while (!life.isOver) {
      orders += 1;
      const order = placeOrder(`order-${orders}`, { random, profileIds, pages });
      const reply = await send(gateway, order).catch((error: unknown) => {
        // Only a kill may take an answer away.
        if (!life.isOver) throw error;
      });
      if (reply === undefined) return;
      const done = readReply(order, reply);
      if (done === undefined) {
        await pause(random.below(backOffMs));
        continue;
      }
      remember(done.pageUrl);
      life.answered.push(done);
      life.changed();
    }
  };

  return {
    askUntilKilled: async (gateway, { answers, plusMs }) => {
      const isReached = Promise.withResolvers<void>();
      const life: RunningLife = {
        since: new Date(),
        isOver: false,
        answered: [],
        changed: () => {
          if (life.answered.length >= answers) isReached.resolve();
        },
      };
      life.changed();
      const asking = Promise.all(Array.from({ length: count }, () => ask(gateway, life)));
      await Promise.race([isReached.promise, asking]);
      await pause(plusMs);
      life.isOver = true;
      await gateway.kill();
      await asking;
      return life;
    },
  };
}

interface RunningLife {
  readonly since: Date;
  isOver: boolean;
  readonly answered: Answered[];
  changed(): void;
}

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer as it came, of which little is looked at
  readonly body: any;
}

async function send(gateway: GatewayProcess, { id, options }: Order): Promise<Reply> {
  const response = await fetch(`${gateway.url}/v1/solve`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ request_id: id, input: { text: id }, options }),
  });
  return { status: response.status, body: await response.json() };
}

/** What was answered; undefined for a refusal that the order must bear. Anything else is an error. */
function readReply({ id, isPinned }: Order, { status, body }: Reply): Answered | undefined {
  if (status === 200 && body.final.text === `echo: ${id}`) {
    return { id, containerId: body.meta.container_ids_used.at(-1), pageUrl: body.meta.page_url };
  }
  if (status === 503 && ['PROFILE_BUSY', 'CONTAINER_BUSY'].includes(body.error.code)) return undefined;
  // The chat was given up since its address was answered.
  if (status === 400 && isPinned) return undefined;
  throw new Error(`${id} was answered with ${status}: ${JSON.stringify(body)}`);
}
