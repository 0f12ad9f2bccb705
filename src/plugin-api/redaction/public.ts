export {
  createRedactor,
  type Redactor,
  type RedactorOptions,
  type RedactValueOptions,
  redactText,
  redactUrl,
  redactValue,
} from './create-redactor.ts';
export { hidePasswordOf } from './hide-password-of.ts';
export type { OnRedaction } from './mask-spans.ts';
export type { RedactedHead } from './redact-text.ts';
export type { MetLimit, RedactionLimits } from './redaction-limits.ts';
export { type RedactionRule, type RedactionRuleId, redactionRules } from './rules.ts';
export { isSecretKey } from './secret-keys.ts';
