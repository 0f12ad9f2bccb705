import { defineSpans } from 'glassgate/plugin-api';

export const promptSpans = defineSpans({
  stage: {
    'glassgate.prompt.id': { type: 'string', help: 'The start prompt.' },
    'glassgate.prompt.sha256_8': {
      type: 'string',
      help: 'First 8 hex digits of the SHA-256 of its file, as last read; absent before that.',
    },
    'glassgate.prompt.cache': {
      type: 'string',
      help: 'Where a new chat needed the text: `hit`, `miss`, `reload` or `unreadable`.',
    },
  },
});
