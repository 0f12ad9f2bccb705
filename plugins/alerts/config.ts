import { z } from 'zod';
import { severities } from './alert-message.ts';

const id = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'Expected 1 to 64 letters, digits, dots, hyphens or underscores');
const ids = z.array(id).min(1, 'List at least one, or leave the key out');

const target = z
  .url({ protocol: /^https?$/, error: 'Expected a URL with http or https' })
  .refine((text) => !URL.canParse(text) || new URL(text).username + new URL(text).password === '', {
    message: 'Write credentials into a header, not into the URL',
  });
const secret = z.string().min(1);

const common = {
  id,
  rate_per_second: z.number().positive().max(100).default(1),
  burst: z.int().min(1).max(100).default(5),
  digest_seconds: z.number().min(0).max(3600).default(10).meta({
    description: 'While more waits than may be sent: seconds between two messages that sum it up.',
  }),
  timeout_seconds: z.number().positive().max(60).default(10),
  fallback_channel: id.optional().meta({
    description: 'Gets what is critical after three failures, or one for good.',
  }),
  allow_link_local: z.boolean().default(false).meta({
    description: 'Allow addresses of the link and of cloud metadata services.',
  }),
};

const channel = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('feishu'),
    url: target,
    secret: secret.optional().meta({ description: 'Signs messages, where the bot asks for it.' }),
    keyword: z.string().min(1).max(64).optional(),
    max_bytes: z.int().min(2048).default(20_000),
  }),
  z.strictObject({
    ...common,
    type: z.literal('slack'),
    url: target,
    max_bytes: z.int().min(2048).default(30_000),
  }),
  z.strictObject({
    ...common,
    type: z.literal('telegram'),
    token: z.string().regex(/^\d{1,20}:[\w-]{8,128}$/, 'Expected a token of a bot, such as 123456:AbC-…'),
    chat_id: z.union([z.int(), z.string().regex(/^(-?\d{1,20}|@\w{5,32})$/)]),
    thread_id: z.int().optional(),
    api_url: target.default('https://api.telegram.org'),
  }),
  z.strictObject({
    ...common,
    type: z.literal('webhook'),
    url: target,
    method: z.enum(['POST', 'PUT', 'PATCH']).default('POST'),
    headers: z
      .record(
        z.string().regex(/^[\w-]{1,64}$/),
        z.string().regex(/^[\x20-\x7e]{0,4096}$/, 'Expected printable ASCII'),
      )
      .default({}),
    secret: secret.optional().meta({ description: 'Signs messages: X-Glassgate-Signature.' }),
    body: z.json().optional().meta({
      description:
        'JSON to send instead of the usual one; {{title}} and others in its strings are filled in.',
    }),
    max_bytes: z.int().min(2048).default(262_144),
  }),
  z.strictObject({ ...common, type: z.literal('stdout') }),
]);

export type ChannelConfig = z.output<typeof channel>;
export type ChannelOf<T extends ChannelConfig['type']> = Extract<ChannelConfig, { readonly type: T }>;

const route = z.strictObject({
  receivers: ids.optional(),
  severities: z.array(z.enum(severities)).min(1).optional(),
  labels: z.record(z.string(), z.string()).optional().meta({
    description: 'Labels that all alerts of the message share, with these values.',
  }),
  channels: ids,
  continue: z.boolean().default(false).meta({ description: 'Go on with the routes below.' }),
});

export type RouteConfig = z.output<typeof route>;

const deadMan = z.strictObject({
  alertname: z.string().min(1).default('Watchdog'),
  interval_seconds: z.number().positive().max(86_400).default(300),
  missed: z.int().min(1).max(100).default(3),
  channels: ids,
  ping_url: target.optional(),
});

export type DeadManConfig = z.output<typeof deadMan>;

// Strict: a misspelt key that is ignored would be an alert that nobody gets.
const alerts = z
  .strictObject({
    channels: z.array(channel).min(1),
    routes: z.array(route).min(1),
    dead_man: deadMan.optional(),
    link_hosts: z.array(z.string()).min(1).optional(),
    dedup_seconds: z.number().min(0).max(86_400).default(600),
    retry_hours: z.number().positive().max(168).default(24),
    keep_days: z.number().positive().max(3650).default(14).meta({
      description: 'Messages that were sent or given up are forgotten after so long.',
    }),
    max_pending: z.int().min(10).max(100_000).default(10_000),
  })
  .superRefine(({ channels, routes, dead_man: watch }, context) => {
    const known = new Set(channels.map((one) => one.id));
    const refuse = (path: readonly (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path: [...path], message });
    const check = (path: readonly (string | number)[], names: readonly string[]) => {
      for (const [index, name] of names.entries()) {
        if (!known.has(name)) refuse([...path, index], `There is no channel '${name}'`);
      }
    };
    for (const [index, one] of channels.entries()) {
      if (channels.findIndex((other) => other.id === one.id) !== index) {
        refuse(['channels', index, 'id'], `The id '${one.id}' is taken`);
      }
      const { fallback_channel: fallback } = one;
      if (fallback === undefined) continue;
      if (!known.has(fallback) || fallback === one.id) {
        refuse(['channels', index, 'fallback_channel'], `There is no other channel '${fallback}'`);
      }
    }
    for (const [index, one] of routes.entries()) check(['routes', index, 'channels'], one.channels);
    check(['dead_man', 'channels'], watch?.channels ?? []);
    const last = routes.at(-1);
    if (last?.receivers || last?.severities || last?.labels) {
      refuse(
        ['routes', routes.length - 1],
        'The last route must take everything, or an alert could get lost',
      );
    }
  });

export type AlertsConfig = z.output<typeof alerts>;

/** The keys of config.yaml that this plugin owns. Without them it does nothing. */
export const alertsConfig = z.object({ alerts: alerts.nullish() });
