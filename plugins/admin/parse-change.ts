import {
  GlassgateError,
  type LimiterOverrides,
  limiterConfig,
  type OverridableKey,
  overridableKeys,
} from 'glassgate/plugin-api';
import { z } from 'zod';

/** One value that an operator wants; undefined takes the override away. */
export interface Wish {
  readonly limiter: string;
  readonly name: OverridableKey;
  readonly value: OverrideValue | undefined;
}

export type OverrideValue = NonNullable<LimiterOverrides[OverridableKey]>;

const { shape } = limiterConfig(z);
const maxLimiters = 1000;
const maxProblems = 20;
// A record of Zod leaves out a key `__proto__` in silence, and nothing that is asked for may be left out.
const flat = z.custom<Values>(isValues);
const nested = z.strictObject({
  limiters: z.custom<ByLimiter>((given) => isValues(given) && Object.values(given).every(isValues)),
});

/** One value as the configuration would take it, or what is wrong with it. */
export function parseOverride(name: OverridableKey, value: unknown): z.ZodSafeParseResult<OverrideValue> {
  // The default of a key must not stand in for a value that is missing.
  return shape[name].unwrap().safeParse(value);
}

/** The name of something that can be overridden. */
export function overridableKey(name: string): OverridableKey | undefined {
  return overridableKeys.find((known) => known === name);
}

/**
 * What a body asks for: `{ "limiters": { "openai/nvidia/main": { "rate_rpm": 20 } } }`, or the values alone where
 * there is one limiter. Everything is checked; INVALID_REQUEST lists the first mistakes.
 */
export function parseChange(body: unknown, known: readonly string[]): readonly Wish[] {
  const byLimiter = Object.entries(limitersIn(body, known));
  if (byLimiter.length > maxLimiters) throw invalid([`At most ${maxLimiters} limiters at once.`]);
  const problems: string[] = [];
  const wishes = byLimiter.flatMap(([limiter, values]) => {
    if (!known.includes(limiter)) problems.push(`There is no limiter '${limiter.slice(0, 200)}'.`);
    return Object.entries(values).flatMap(([given, value]) => wishOf({ limiter, given, value, problems }));
  });
  if (problems.length === 0 && wishes.length === 0) problems.push('The body changes nothing.');
  if (problems.length > 0) throw invalid(problems);
  return wishes;
}

type Values = Readonly<Record<string, unknown>>;
type ByLimiter = Readonly<Record<string, Values>>;

function isValues(given: unknown): given is Values {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

function limitersIn(body: unknown, known: readonly string[]): ByLimiter {
  const whole = nested.safeParse(body);
  if (whole.success) return whole.data.limiters;
  const values = flat.safeParse(body);
  if (!values.success || 'limiters' in values.data) {
    throw invalid(['Send { "limiters": { "<key>": { "rate_rpm": 20 } } }.']);
  }
  const [only, ...others] = known;
  if (only === undefined || others.length > 0) {
    throw invalid([`There are ${known.length} limiters: name one under 'limiters'.`]);
  }
  return { [only]: values.data };
}

interface Given {
  readonly limiter: string;
  readonly given: string;
  readonly value: unknown;
  readonly problems: string[];
}

function wishOf({ limiter, given, value, problems }: Given): Wish[] {
  const name = overridableKey(given);
  if (name === undefined) {
    problems.push(`'${given.slice(0, 100)}' cannot be set here; ${overridableKeys.join(', ')} can.`);
    return [];
  }
  if (value === null) return [{ limiter, name, value: undefined }];
  const parsed = parseOverride(name, value);
  if (parsed.success) return [{ limiter, name, value: parsed.data }];
  problems.push(`'${name}' of '${limiter.slice(0, 200)}': ${parsed.error.issues[0]?.message ?? 'wrong'}.`);
  return [];
}

function invalid(problems: readonly string[]): GlassgateError {
  const issues = problems.slice(0, maxProblems);
  const others = problems.length - issues.length;
  const message = [...issues, ...(others > 0 ? [`${others} more mistakes are not listed.`] : [])].join(' ');
  return new GlassgateError('INVALID_REQUEST', message, { details: { issues } });
}
