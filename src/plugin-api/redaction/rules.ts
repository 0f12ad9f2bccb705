import { tokenRules } from './token-rules.ts';

/** What stands where a secret stood. */
export const mask = '***';

const contextRules = [
  { id: 'secret_key', finds: 'values of object keys that name a secret, at any depth' },
  { id: 'known_secret', finds: 'secrets the gateway was told of: raw, percent-encoded, escaped, in base64' },
  { id: 'url_userinfo', finds: 'user info of URLs, percent-encoded URLs and URLs in escaped JSON included' },
  { id: 'hostport_userinfo', finds: 'user:password@host:port without a scheme' },
  { id: 'url_query_secret', finds: 'values of query parameters that name a secret, key, code or signature' },
  {
    id: 'webhook_url',
    finds: 'addresses of webhooks: Slack, Discord, Feishu, Lark, Teams, and those of Telegram bots',
  },
  { id: 'http_auth_scheme', finds: 'credentials after Bearer, Basic, Token, Digest, Negotiate, ApiKey …' },
  { id: 'header_line', finds: 'Authorization and Cookie lines, up to the end of the line' },
  {
    id: 'kv_assignment',
    finds: 'values assigned to a name of a secret: env, YAML, JSON in a string, XML, code',
  },
  { id: 'command_option', finds: 'curl --user user:password, and options such as --password value' },
  { id: 'private_key', finds: 'PEM and PGP private keys, also without their beginning or end' },
] as const;

/** Every rule of the component, for the docs and for labels: a closed set. */
export const redactionRules: readonly RedactionRule[] = [
  ...contextRules,
  ...tokenRules.map(({ id, finds }) => ({ id, finds })),
];

export type RedactionRuleId = (typeof contextRules)[number]['id'] | (typeof tokenRules)[number]['id'];

export interface RedactionRule {
  readonly id: RedactionRuleId;
  readonly finds: string;
}
