import { type ChatDirectory, GlassgateError, type ListedContainer } from 'glassgate/plugin-api';
import { makeCall } from 'glassgate/testing';
import { poolStatus } from './pool-status.ts';

const { signal } = new AbortController();
const page = 'https://chat.qwen.ai/c/x';

interface World {
  readonly listed?: readonly ListedContainer[];
  readonly ask?: (id: string) => Promise<Readonly<Record<string, unknown>>>;
  readonly newestAt?: ChatDirectory['newestAt'];
}

function statusOf({ listed, ask, newestAt }: World): Promise<object> {
  return poolStatus(
    {
      containers: () => ({
        list: () => listed ?? [{ id: 'c1', isDraining: false }],
        ask: ask ?? (async () => ({ status: 'ok', page_url: page })),
      }),
      chats: () => ({ newestAt: newestAt ?? (async () => undefined), blockedProfiles: () => [] }),
      log: makeCall().log,
      sqlitePath: '/data/pool.sqlite',
    },
    signal,
  );
}

describe('poolStatus', () => {
  it('shows what the workers say while the database is away', async () => {
    const newestAt = async () => {
      throw new GlassgateError('STORE_UNAVAILABLE', 'The disk is full.');
    };
    expect(await statusOf({ newestAt })).toMatchObject({
      containers: { c1: { status: 'ok', page_url: page, orchestrator_chat_session: null } },
    });
  });

  it('marks a container that drains, also when it does not answer', async () => {
    const listed = ['a', 'b'].map((id) => ({ id, isDraining: true }));
    const ask = async (id: string) => {
      if (id === 'a') return { status: 'busy' };
      throw new GlassgateError('UPSTREAM_ERROR', 'It is gone.');
    };
    expect(await statusOf({ listed, ask })).toMatchObject({
      containers: {
        a: { status: 'busy', orchestrator_flags: { draining: true } },
        b: { status: 'error', error: 'It is gone.', draining: true },
      },
    });
  });

  it('lets its own words win over those of a worker', async () => {
    const ask = async () => ({ orchestrator_flags: 'mine', orchestrator_chat_session: 'mine' });
    expect(await statusOf({ ask })).toMatchObject({
      containers: { c1: { orchestrator_chat_session: null, orchestrator_flags: { profile_id: null } } },
    });
  });

  it('ends when its caller has left', async () => {
    const left = new GlassgateError('CLIENT_CANCELED', 'left');
    await expect(statusOf({ ask: () => Promise.reject(left) })).rejects.toBe(left);
  });
});
