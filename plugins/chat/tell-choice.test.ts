import type { SpanAttributes, SpanReference } from 'glassgate/plugin-api';
import { makeCall, openTestStore } from 'glassgate/testing';
import { chatsTable } from './chat-row.ts';
import { ChatSessions } from './chat-sessions.ts';
import type { ChosenChat } from './choose-chat.ts';
import { tellChoice } from './tell-choice.ts';

const key = { containerId: 'c1', promptId: 'default', profileId: 'p1', proxyId: '' };
const creator = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };

async function tell(
  how: Pick<ChosenChat, 'operation'> & { readonly uses?: number; readonly spent?: number },
) {
  await using opened = await openTestStore(chatsTable);
  const sessions = await ChatSessions.open(opened.store);
  const spent = { ...sessions.create(key), uses_count: how.spent ?? 0 };
  const row = { ...sessions.create(key, creator), uses_count: how.uses ?? 0 };
  const told = {
    stage: {},
    run: {},
    events: [] as ({ readonly name: string } & SpanAttributes)[],
    links: [] as SpanReference[],
  };
  const call = makeCall({
    annotate: (attributes) => void Object.assign(told.stage, attributes),
    annotateRun: (attributes) => void Object.assign(told.run, attributes),
    event: (name, fields) => void told.events.push({ ...fields, name }),
    link: (to) => void told.links.push(to),
  });
  const { operation } = how;
  tellChoice(call, { row, operation, reason: 'because', ...(how.spent !== undefined && { spent }) });
  return told;
}

it.each(['reuse', 'pin'] as const)('tells of a stored chat, and who created it: %s', async (operation) => {
  expect(await tell({ operation, uses: 4 })).toEqual({
    stage: {
      'glassgate.chat.session_id': 2,
      'glassgate.chat.operation': operation,
      'glassgate.chat.uses': 4,
    },
    run: { 'glassgate.chat.reused': true },
    events: [{ name: 'chat.reused', chat_session_id: 2, uses: 4 }],
    links: [creator],
  });
});

it('tells of a new chat, which links to nothing', async () => {
  expect(await tell({ operation: 'create' })).toMatchObject({
    stage: { 'glassgate.chat.operation': 'create', 'glassgate.chat.uses': 0 },
    run: { 'glassgate.chat.reused': false },
    events: [{ name: 'chat.created', chat_session_id: 2 }],
    links: [],
  });
});

it('tells which spent chat a new one follows', async () => {
  const { events } = await tell({ operation: 'create', spent: 50 });
  expect(events).toEqual([
    { name: 'chat.rotated', chat_session_id: 1, uses: 50, followed_by: 2 },
    { name: 'chat.created', chat_session_id: 2 },
  ]);
});
