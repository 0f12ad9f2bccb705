import { defineSpans } from 'glassgate/plugin-api';

export const providerSpans = defineSpans({
  stage: {
    'llm.provider': { type: 'string', help: 'The provider that was tried last.' },
    'llm.model': { type: 'string', help: 'The model, by the name that this provider has for it.' },
  },
});
