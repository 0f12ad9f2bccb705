import type { ChatSessionRecord } from 'glassgate/plugin-api';
import { knownOf } from './known-of.ts';

const page = 'https://chat.qwen.ai/c/x';
const record: ChatSessionRecord = {
  id: 7,
  container_id: 'c1',
  prompt_id: 'default',
  profile_id: 'p1',
  socks_id: '',
  chat_id: 'x',
  page_url: page,
  uses_count: 2,
  disabled: 0,
  tag: null,
  locked_by: null,
  locked_until: null,
  created_at: '2026-11-20T10:00:00.000000+00:00',
  updated_at: '2026-11-20T10:00:00.000000+00:00',
};
const plain = {
  profile_id: 'p1',
  is_profile_blocked: false,
  is_guest_chat: false,
  is_archive_chat: false,
  disabled: 0,
};

describe('knownOf', () => {
  it.each<[string, Partial<ChatSessionRecord>, string, object]>([
    ['an ordinary chat', {}, page, {}],
    ['a guest chat by its id', { chat_id: 'guest' }, page, { is_guest_chat: true }],
    ['a guest chat by its tag', { tag: 'guest', disabled: 1 }, page, { is_guest_chat: true, disabled: 1 }],
    ['a guest chat by its address', {}, 'https://chat.qwen.ai/c/guest?x', { is_guest_chat: true }],
    ['an archived chat by its id', { chat_id: 'archive' }, page, { is_archive_chat: true }],
    ['an archived chat by its tag', { tag: 'archive' }, page, { is_archive_chat: true }],
    ['a blocked profile', { profile_id: 'p2' }, page, { profile_id: 'p2', is_profile_blocked: true }],
  ])('knows %s', (_, columns, pageUrl, flags) => {
    const chat = { ...record, ...columns };
    const blocked = [{ profileId: 'p2', guestChats: 1 }];
    expect(knownOf({ pageUrl, chat, blocked })).toEqual({ session: chat, flags: { ...plain, ...flags } });
  });

  it('knows a guest page without a chat, and nobody to block', () => {
    const pageUrl = 'https://chat.qwen.ai/c/guest';
    expect(knownOf({ pageUrl, chat: undefined, blocked: [{ profileId: 'p1', guestChats: 1 }] })).toEqual({
      session: null,
      flags: { ...plain, profile_id: null, is_guest_chat: true, disabled: null },
    });
  });
});
