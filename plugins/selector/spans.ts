import { defineSpans } from 'glassgate/plugin-api';

export const selectorSpans = defineSpans({
  stage: {
    'glassgate.selector.strategy': {
      type: 'string',
      help: 'How the container was found, as of the last search: `pinned` or `preferred` by the chat that lives there, `waited` for in the queue, `round_robin`. `none`: no container was left.',
    },
    'glassgate.selector.candidates': { type: 'int', help: 'Containers that the request may use.' },
    'glassgate.selector.rejected': {
      type: 'string[]',
      help: 'Those passed over, at most 64, as `id=why`; absent when there was none.',
    },
    'glassgate.selector.pinned': {
      type: 'boolean',
      help: 'Whether only the container of its chat would do.',
    },
    'glassgate.container.id': { type: 'string', help: 'The container that was chosen last.' },
  },
});
