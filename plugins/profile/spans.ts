import { defineSpans } from 'glassgate/plugin-api';

export const profileSpans = defineSpans({
  stage: {
    'glassgate.profile.id': { type: 'string', help: 'The profile tried last.' },
    'glassgate.profile.mode': {
      type: 'string',
      help: '`explicit` where the client names the profile or a chat of it, else `auto`.',
    },
    'glassgate.profile.uses': { type: 'int', help: 'Requests that it had served before.' },
    'glassgate.profile.max_uses': {
      type: 'int',
      help: 'How many it may serve; absent where there is no limit.',
    },
    'glassgate.socks.id': {
      type: 'string',
      help: 'The proxy, never its address; absent where there is none.',
    },
    'glassgate.socks.source': {
      type: 'string',
      help: 'Who chose the proxy: `profile`, `override` (the request), `chat` (the one that goes on) or `none`.',
    },
  },
});
