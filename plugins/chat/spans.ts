import { defineSpans } from 'glassgate/plugin-api';

export const chatSpans = defineSpans({
  stage: {
    'glassgate.chat.session_id': { type: 'int', help: 'The row in `chat_sessions`.' },
    'glassgate.chat.operation': { type: 'string', help: '`reuse`, `create` or `pin`.' },
    'glassgate.chat.uses': { type: 'int', help: 'Messages that the chat has had before.' },
  },
  run: {
    'glassgate.chat.reused': {
      type: 'boolean',
      help: 'Whether the request went on with a stored chat, in the container tried last.',
    },
  },
});
