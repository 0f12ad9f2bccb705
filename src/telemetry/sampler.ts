interface SamplingQuestion {
  /** The sampled flag of the span above; undefined for the first span of a trace. */
  readonly parentSampled: boolean | undefined;
  readonly traceId: string;
}

/** Decides whether a trace that starts here, or comes in here, is exported. */
export type Sampler = (question: SamplingQuestion) => boolean;

type Environment = Readonly<Record<string, string | undefined>>;

const always: Sampler = () => true;
const never: Sampler = () => false;

/** The sampler that `OTEL_TRACES_SAMPLER` names; undefined when we have no such sampler. */
export function samplerFrom(env: Environment): Sampler | undefined {
  const name = env['OTEL_TRACES_SAMPLER']?.trim() || 'parentbased_always_on';
  const parentBased = name.startsWith('parentbased_');
  const root = rootSampler(name.replace('parentbased_', ''), env['OTEL_TRACES_SAMPLER_ARG']);
  if (root === undefined || !parentBased) return root;
  return (question) => question.parentSampled ?? root(question);
}

function rootSampler(name: string, argument: string | undefined): Sampler | undefined {
  if (name === 'always_on') return always;
  if (name === 'always_off') return never;
  return name === 'traceidratio' ? ratioSampler(argument) : undefined;
}

// The last 56 bits of an id are its random part; others that sample by them decide alike.
const randomDigits = 14;
const ids = 2 ** 56;

function ratioSampler(argument: string | undefined): Sampler {
  const given = argument?.trim() ? Number(argument) : 1;
  // A ratio that is none shall lose no trace.
  const ratio = given >= 0 && given <= 1 ? given : 1;
  return ({ traceId }) => Number.parseInt(traceId.slice(-randomDigits), 16) >= (1 - ratio) * ids;
}
