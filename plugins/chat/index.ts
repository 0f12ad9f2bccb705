import { definePlugin, services, slots, solveAnswer } from 'glassgate/plugin-api';
import { chatsTable } from './chat-row.ts';
import { ChatSessions } from './chat-sessions.ts';
import { chooseChat } from './choose-chat.ts';
import { OpenChat } from './open-chat.ts';

/** Finds the chat for a message, or opens one with the start prompt. */
export default definePlugin({
  name: 'chat',
  tables: [chatsTable],
  needs: {
    request: slots.solveRequest,
    prompt: slots.prompt,
    profile: slots.profile,
    proxy: slots.proxy,
    pin: slots.pin,
    container: slots.container,
  },
  adds: { chat: slots.chat },
  answer: solveAnswer,
  async setup({ store, metrics, provide, use }) {
    const sessions = await ChatSessions.open(store);
    provide(services.storedChats, sessions);
    const messages = use(services.workerMessages);
    const operations = metrics.counter({
      name: 'operations_total',
      help: 'Chats by what was done: reused, created, or loaded with a start prompt.',
      labels: ['operation'],
    });
    return {
      async stage(call, next) {
        const { request, prompt, profile, proxy, pin, container } = call.values;
        const key = {
          containerId: container.id,
          promptId: prompt.id,
          profileId: profile.id,
          proxyId: proxy?.id ?? '',
        };
        const { row, reason } = await chooseChat(sessions, key, { request, prompt, pin });
        const id = String(row.id);
        call.decide({
          subject: 'chat',
          chosen: id,
          reason,
          considered: [{ id, verdict: 'chosen', reason }],
        });
        operations.increment({ operation: reason.startsWith('new') ? 'created' : 'reused' });
        const chat = new OpenChat(sessions, call, row);
        const startPrompt = row.chat_id === null && pin === undefined ? await prompt.text() : '';
        if (startPrompt !== '') {
          const content = { text: startPrompt };
          chat.loaded(await messages().send(call, { container, profile, proxy, url: chat.pageUrl, content }));
          operations.increment({ operation: 'loaded' });
        } else if (row.chat_id === null) {
          call.log.warn({ prompt_id: prompt.id }, 'chat is opened without a start prompt');
        }
        return next({ chat });
      },
    };
  },
});
