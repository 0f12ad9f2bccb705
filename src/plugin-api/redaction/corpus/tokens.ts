import type { RedactionRuleId } from '../rules.ts';
import { alphanumeric, digits, hex, upper, type Vector } from './vector.ts';

const a20 = alphanumeric(20);
const a24 = alphanumeric(24);
const a40 = alphanumeric(40);
const jwt = `e${'yJ'}hbGciOiJIUzI1NiJ9.${'ey'}J${alphanumeric(40)}.${alphanumeric(43)}`;

/** Nothing around these tells that they are secret. */
export const tokens: readonly Vector[] = [
  ...found('jwt', jwt, jwt.slice(0, 60)),
  ...found('openai_key', `s${'k-'}${alphanumeric(48)}`, `s${'k-'}proj-${alphanumeric(60)}`),
  ...found('openai_key', `s${'k-'}svcacct-${a40}`, `s${'k-'}admin-${a40}`, `s${'k-'}or-v1-${hex(64)}`),
  ...found('openai_key', `s${'k-'}ant-api03-${alphanumeric(93)}AA`),
  { rule: 'github_token', name: 'after an escape', text: `x\\ngh${'s_'}${a40}`, secret: a40 },
  { rule: 'github_token', name: 'after an escaped bracket', text: `x\\u003cgh${'s_'}${a40}`, secret: a40 },
  { rule: 'github_token', name: 'after a percent sign', text: `x%3Dgh${'s_'}${a40}`, secret: a40 },
  ...found('nvidia_key', `nva${'pi-'}${alphanumeric(64)}`),
  ...found('hf_token', `h${'f_'}${alphanumeric(34)}`),
  ...found('llm_provider_key', `gs${'k_'}${alphanumeric(52)}`, `xa${'i-'}${alphanumeric(80)}`),
  ...found('llm_provider_key', `ppl${'x-'}${alphanumeric(48)}`, `r${'8_'}${alphanumeric(37)}`),
  ...found('llm_provider_key', `f${'w_'}${alphanumeric(24)}`),
  ...found('google_key', `AI${'za'}${alphanumeric(35)}`, `ya${'29.'}${alphanumeric(60)}`),
  ...found('aws_key_id', `AKI${'A'}${upper(16)}`, `ASI${'A'}${upper(16)}`),
  ...found('alibaba_key', `LTA${'I'}5t${a20}`),
  ...found('github_token', `gh${'p_'}${alphanumeric(36)}`, `gh${'s_'}${alphanumeric(36)}`),
  ...found('github_token', `github_${'pat_'}${alphanumeric(22)}_${alphanumeric(59)}`),
  ...found('gitlab_token', `glpa${'t-'}${a20}`),
  ...found('package_token', `np${'m_'}${alphanumeric(36)}`, `pyp${'i-'}AgEIcHlwaS5vcmc${alphanumeric(60)}`),
  ...found(
    'slack_token',
    `xox${'b-'}${digits(12)}-${digits(12)}-${a24}`,
    `xap${'p-'}1-A${upper(10)}-${hex(64)}`,
  ),
  ...found('telegram_bot', `${digits(9)}:A${'A'}${alphanumeric(33)}`),
  ...found('stripe_key', `sk_${'live_'}${a24}`, `rk_${'test_'}${a24}`, `whse${'c_'}${alphanumeric(32)}`),
  ...found('mail_api_key', `S${'G.'}${alphanumeric(22)}.${alphanumeric(43)}`, `S${'K'}${hex(32)}`),
  ...found('vault_token', `hv${'s.'}${alphanumeric(90)}`, `gls${'a_'}${alphanumeric(32)}_${hex(8)}`),
  ...found('vault_token', `AGE-SECRET-${'KEY'}-1${upper(58)}`, `gl${'c_'}${alphanumeric(40)}`),
  ...found(
    'service_token',
    `dop${'_v1_'}${hex(64)}`,
    `shpa${'t_'}${hex(32)}`,
    `ATAT${'T3'}${alphanumeric(180)}`,
  ),
];

function found(rule: RedactionRuleId, ...secrets: readonly string[]): Vector[] {
  return secrets.map((secret) => ({ rule, name: secret.slice(0, 12), text: `got ${secret} back`, secret }));
}
