import { definePlugin, services, slots, solveAnswer } from 'glassgate/plugin-api';
import { ChatCensus } from './chat-census.ts';
import { ChatLocks } from './chat-locks.ts';
import { declareChatMetrics } from './chat-metrics.ts';
import { chatsTable } from './chat-row.ts';
import { chatDirectory, storedChats } from './chat-services.ts';
import { ChatSessions } from './chat-sessions.ts';
import { ContainerLocks } from './container-locks.ts';
import { Deliveries } from './deliveries.ts';
import { giveUpInterrupted } from './interrupted-chats.ts';
import { lockRoutes } from './lock-routes.ts';
import { chatMetrics } from './metrics.ts';
import { deleteEmptied, ProfileChats } from './profile-chats.ts';
import { profileRoutes } from './profile-routes.ts';
import { chatSpans } from './spans.ts';
import { useChat } from './use-chat.ts';

/** Finds the chat for a message, or opens one with the start prompt; and what operators do with chats. */
export default definePlugin({
  name: 'chat',
  tables: [chatsTable],
  metrics: chatMetrics,
  spans: chatSpans,
  needs: {
    request: slots.solveRequest,
    prompt: slots.prompt,
    profile: slots.profile,
    proxy: slots.proxy,
    pin: slots.pin,
    preference: slots.preference,
    container: slots.container,
  },
  adds: { chat: slots.chat },
  answer: solveAnswer,
  async setup({ store, metrics: factory, log, provide, use }) {
    const sessions = await ChatSessions.open(store);
    const { table, memory } = sessions;
    const locks = new ContainerLocks();
    const census = new ChatCensus(store);
    const metrics = declareChatMetrics(factory, { census, locks, guests: memory.guests });
    const special = await table.special();
    for (const row of special) {
      memory.guests.saw(row);
      locks.restore(row);
    }
    const interrupted = giveUpInterrupted(sessions, special);
    metrics.unknownFates.increment({ found: 'start' }, interrupted.length);
    if (interrupted.length > 0) {
      log.warn(
        { event: 'chat.given_up', chat_session_ids: interrupted },
        'chats given up: a killed process had messages under way',
      );
    }
    await deleteEmptied(sessions);
    await table.committed();
    provide(services.storedChats, storedChats(sessions));
    provide(services.chatDirectory, chatDirectory(sessions));
    provide(services.lockedContainers, locks);
    const deliveries = new Deliveries();
    const { maintenance } = metrics;
    const mountLocks = lockRoutes({ locks: new ChatLocks(sessions, locks), maintenance, log });
    const chats = new ProfileChats(sessions, locks);
    const mountProfiles = profileRoutes({ chats, guests: memory.guests, maintenance, log });
    return {
      start: () => census.start(),
      close: () => census.close(),
      stage: useChat({ sessions, deliveries, metrics, messages: use(services.workerMessages) }),
      observe: { exchange: (event) => deliveries.saw(event) },
      routes: (routes, http) => {
        mountLocks(routes, http);
        mountProfiles(routes, http);
      },
    };
  },
});
