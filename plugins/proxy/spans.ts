import { defineSpans } from 'glassgate/plugin-api';

export const proxySpans = defineSpans({
  stage: {
    'http.response.status_code': { type: 'int', help: 'What the provider answered.' },
  },
});
