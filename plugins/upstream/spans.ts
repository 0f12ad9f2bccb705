import { defineSpans } from 'glassgate/plugin-api';

export const upstreamSpans = defineSpans({
  stage: {
    'glassgate.container.id': { type: 'string', help: 'The container whose worker is given the message.' },
  },
  children: {
    chat: {
      name: 'chat',
      kind: 'client',
      help: 'One message to the model, all its tries included; a start prompt has one as well, below `stage chat`.',
      attributes: {
        'server.address': { type: 'string', isAtStart: true, help: 'Host of the worker.' },
        'server.port': { type: 'int', isAtStart: true, help: 'Port of the worker.' },
        'http.request.resend_count': {
          type: 'int',
          help: 'How often the message was sent again after a transport failure; absent when it was not.',
        },
      },
    },
  },
});
