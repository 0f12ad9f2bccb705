import { defineSpans } from 'glassgate/plugin-api';

export const alertSpans = defineSpans({
  children: {
    send: {
      name: 'alerts.send',
      kind: 'client',
      help: 'One attempt to send a message to people. It begins a trace of its own.',
      attributes: {
        'glassgate.alerts.channel': { type: 'string', isAtStart: true, help: 'The channel, by its id.' },
        'glassgate.alerts.channel_type': { type: 'string', isAtStart: true, help: 'What program that is.' },
        'glassgate.alerts.key': { type: 'string', isAtStart: true, help: 'The group of alerts.' },
        'glassgate.alerts.severity': { type: 'string', isAtStart: true, help: 'The gravest of them.' },
        'glassgate.alerts.status': { type: 'string', isAtStart: true, help: '`firing` or `resolved`.' },
        'error.type': { type: 'string', help: '`retry` or `refused`, when it was not taken.' },
      },
    },
  },
});
