import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Card {
  /** `[CRITICAL] GlassgateDown (1 firing)` */
  readonly title: string;
  readonly colour: string;
  /** Everything in it. */
  readonly text: string;
}

export interface Feishu extends AsyncDisposable {
  readonly url: string;
  readonly cards: readonly Card[];
  /** Cards about an alert, since the beginning. */
  about(alert: string, state: 'firing' | 'resolved'): readonly Card[];
  /** Resolves with the card about an alert that makes them so many. */
  until(
    alert: string,
    state: 'firing' | 'resolved',
    options: { count: number; timeoutMs: number },
  ): Promise<Card>;
}

interface Posted {
  readonly card: {
    readonly header: { readonly template: string; readonly title: { readonly content: string } };
  };
}

/** Takes cards as the bot of a group does. */
export async function startFeishu(): Promise<Feishu> {
  const cards: Card[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (req, res) => {
    const body = await text(req);
    const { card } = JSON.parse(body) as Posted;
    cards.push({ title: card.header.title.content, colour: card.header.template, text: body });
    for (const check of waiting) check();
    res.setHeader('content-type', 'application/json');
    res.end('{"code":0,"msg":"success","data":{}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const about: Feishu['about'] = (alert, state) =>
    cards.filter(
      ({ title, colour }) =>
        title.includes(`] ${alert} (`) && (colour === 'green') === (state === 'resolved'),
    );
  return {
    url: `http://127.0.0.1:${port}/open-apis/bot/v2/hook/test`,
    cards,
    about,
    until: (alert, state, { count, timeoutMs }) =>
      new Promise((resolve, reject) => {
        const giveUp = setTimeout(() => {
          waiting.delete(check);
          const seen = cards.map(({ title, colour }) => `${colour} ${title}`).join('\n');
          reject(new Error(`Waited in vain for ${alert} ${state}. Seen:\n${seen}`));
        }, timeoutMs);
        const check = () => {
          const card = about(alert, state)[count - 1];
          if (card === undefined) return;
          waiting.delete(check);
          clearTimeout(giveUp);
          resolve(card);
        };
        waiting.add(check);
        check();
      }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
