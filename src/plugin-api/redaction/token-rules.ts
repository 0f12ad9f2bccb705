export interface TokenRule {
  readonly id: string;
  readonly finds: string;
  /** An unbounded quantifier may only end it: a match that could fail late would be tried over and over. */
  readonly pattern: RegExp;
  /** What a match must hold in addition: look-alikes do not. */
  readonly holds?: RegExp;
}

/** Tokens that can be told by their beginning, at the edge of a word of sixteen characters or more. */
export const tokenRules = [
  { id: 'jwt', finds: 'JSON web tokens, signed or encrypted', pattern: /eyJ[\w.-]{14,}/, holds: /\../ },
  {
    id: 'openai_key',
    finds: 'API keys that begin with sk-: OpenAI, Anthropic, OpenRouter, DeepSeek, DashScope …',
    pattern: /sk-(?:(?:proj|svcacct|admin|or-v1|ant-[a-z]{2,8}\d\d)-[\w-]{6,}|[\w-]{16,})/,
    holds: /[A-Z\d]/,
  },
  { id: 'nvidia_key', finds: 'NVIDIA API keys', pattern: /nvapi-[\w-]{12,}/ },
  { id: 'hf_token', finds: 'Hugging Face tokens', pattern: /(?:hf|api_org)_[A-Za-z\d]{16,}/ },
  {
    id: 'llm_provider_key',
    finds: 'keys of Groq, xAI, Perplexity, Replicate, Fireworks, Cerebras and Together',
    pattern: /(?:(?:gsk|r8|fw|tgp_v1)_|(?:xai|pplx|csk)-)[\w-]{20,}/,
    holds: /\d/,
  },
  {
    id: 'google_key',
    finds: 'Google API keys, OAuth tokens and client secrets',
    pattern: /AIza[\w-]{30,}|ya29\.[\w.-]{20,}|GOCSPX-[\w-]{20,}/,
  },
  {
    id: 'aws_key_id',
    finds: 'AWS access key ids',
    pattern: /A(?:KIA|SIA|BIA|CCA|ROA|IDA|3T[A-Z\d])[A-Z\d]{16}(?![A-Za-z\d])/,
  },
  { id: 'alibaba_key', finds: 'Alibaba Cloud access key ids', pattern: /LTAI[A-Za-z\d]{12,}/, holds: /\d/ },
  {
    id: 'github_token',
    finds: 'GitHub tokens',
    pattern: /gh[oprsu]_[A-Za-z\d]{20,}|github_pat_\w{20,}/,
  },
  {
    id: 'gitlab_token',
    finds: 'GitLab tokens',
    pattern: /gl(?:pat|dt|rt|ptt|cbt|soat|ft|imt|agent|oas)-[\w.-]{16,}/,
  },
  {
    id: 'package_token',
    finds: 'npm, PyPI and Docker Hub tokens',
    pattern: /npm_[A-Za-z\d]{30,}|pypi-AgE[\w-]{12,}|dckr_pat_[\w-]{20,}/,
  },
  { id: 'slack_token', finds: 'Slack tokens', pattern: /(?:xoxe\.)?xox[a-z]-[\w-]{10,}|xapp-\d-[\w-]{10,}/ },
  { id: 'telegram_bot', finds: 'Telegram bot tokens', pattern: /(?:bot)?\d{6,12}:AA[\w-]{30,}/ },
  {
    id: 'stripe_key',
    finds: 'Stripe keys and webhook secrets',
    pattern: /[rs]k_(?:live|test|prod)_[A-Za-z\d]{10,}|whsec_[A-Za-z\d]{16,}/,
  },
  {
    id: 'mail_api_key',
    finds: 'keys of SendGrid, Twilio and Mailgun',
    pattern: /SG\.[\w-]{16,64}\.[\w-]{16,}|SK[\da-f]{32}(?![A-Za-z\d])|key-[\da-f]{32}(?![A-Za-z\d])/,
  },
  {
    id: 'vault_token',
    finds: 'tokens of Vault and Grafana, and age keys',
    pattern: /hv[brs]\.[\w-]{16,}|gl(?:sa|c)_\w{16,}|AGE-SECRET-KEY-1[A-Z\d]{16,}/,
  },
  {
    id: 'service_token',
    finds: 'tokens of Atlassian, DigitalOcean, Discord bots, Linear, Postman, Sentry and Shopify',
    pattern:
      /ATATT3[\w-]{20,}|do[opr]_v1_[\da-f]{32,}|lin_api_\w{20,}|PMAK-[\w-]{20,}|sntry[su]_[\w-]{20,}|shp(?:at|ca|pa|ss)_[\da-fA-F]{20,}|[MNO][A-Za-z\d]{23,27}\.[\w-]{6}\.[\w-]{27,}/,
  },
] as const satisfies readonly TokenRule[];
