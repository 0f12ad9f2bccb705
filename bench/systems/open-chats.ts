import { Client } from 'undici';
import type { Pool } from './pool-config.ts';

interface Options extends Pick<Pool, 'profileIds' | 'containersPerProfile'> {
  readonly signal: AbortSignal;
}

/**
 * Send the start prompt of every chat that the load will use. One request at a time passes the containers of
 * its profile in turn, so as many requests as there are containers open all chats of the profile.
 */
export async function openChats(
  url: string,
  { profileIds, containersPerProfile, signal }: Options,
): Promise<void> {
  const client = new Client(new URL(url).origin);
  const path = new URL(url).pathname;
  try {
    for (const id of profileIds) {
      const body = JSON.stringify({ input: { text: 'Hello' }, options: { profile_id: id } });
      for (let request = 0; request < containersPerProfile; request += 1) {
        await post(client, { path, body, signal });
      }
    }
  } finally {
    await client.destroy();
  }
}

interface Post {
  readonly path: string;
  readonly body: string;
  readonly signal: AbortSignal;
}

async function post(client: Client, request: Post): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const { statusCode, body } = await client.request({ ...request, method: 'POST', headers });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`A chat could not be opened: ${text}`);
}
