import { parseArgs } from 'node:util';

export interface Question {
  /** A job id, request id or trace id. */
  readonly id: string;
  readonly url: URL;
  /** The admin key; undefined where the gateway asks nobody. */
  readonly key: string | undefined;
  /** Print what was said to workers, too. */
  readonly showsBodies: boolean;
}

/** The command line makes no sense; the message says why. */
export class UsageError extends Error {}

export const usage = `Usage: npm run explain -- <id> [--url <url>] [--key <key>] [--no-bodies]

  <id>         a job id, a request id or a trace id
  --url        where the gateway listens   GLASSGATE_URL, else http://127.0.0.1:9000
  --key        the admin key               GLASSGATE_KEY
  --no-bodies  not what was said to workers and by them
`;

type Env = Readonly<Record<string, string | undefined>>;

/** Undefined when help was asked for. */
export function readArguments(args: readonly string[], env: Env): Question | undefined {
  const { values, positionals } = parsed(args);
  if (values.help === true) return undefined;
  const [id, ...more] = positionals;
  if (id === undefined || id.trim() === '') throw new UsageError('Which request? Give an id.');
  if (more.length > 0) throw new UsageError(`One id at a time: '${more[0]}' is too many.`);
  const address = values.url ?? env['GLASSGATE_URL'] ?? 'http://127.0.0.1:9000';
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new UsageError(`'${address}' is no http URL.`);
  const showsBodies = values['no-bodies'] !== true;
  return { id, url, key: values.key ?? env['GLASSGATE_KEY'], showsBodies };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        key: { type: 'string' },
        'no-bodies': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
