import type { CatalogedAttributes } from '../../plugin-api/spans.ts';

/** What every exported span says of the process that made it. */
export const resourceAttributes = {
  'service.name': { type: 'string', help: '`glassgate`.' },
  'service.version': { type: 'string', help: 'Version of Glassgate.' },
  'service.instance.id': {
    type: 'string',
    help: 'A UUID of the process; lines of the log have it as `instance`.',
  },
  'telemetry.sdk.language': { type: 'string', help: '`nodejs`.' },
  'telemetry.sdk.name': { type: 'string', help: '`opentelemetry`.' },
  'telemetry.sdk.version': { type: 'string', help: 'Version of the OpenTelemetry SDK.' },
} as const satisfies CatalogedAttributes;
