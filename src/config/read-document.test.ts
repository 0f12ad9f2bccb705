// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in config.yaml look like template placeholders
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from '../testing/temp-dir.ts';
import { ConfigError } from './config-error.ts';
import { type ConfigDocument, readDocument } from './read-document.ts';
import type { Env } from './references.ts';

async function read(yaml: string | Buffer, env: Env = {}): Promise<ConfigDocument> {
  await using dir = await makeTempDir();
  const path = join(dir.path, 'config.yaml');
  await writeFile(path, yaml);
  return await readDocument(path, { env });
}

async function refusal(yaml: string | Buffer): Promise<string> {
  const error = await read(yaml).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message.replace(/^.*config\.yaml/gm, 'config.yaml');
}

describe('readDocument', () => {
  it('reads a mapping and knows where every key stands', async () => {
    const document = await read(
      'allow: true\ncontainers:\n  - id: a\n    "base_url": http://x\n  - { id: b, timeouts: { read: 1 } }\n',
    );

    expect(document.root).toEqual({
      allow: true,
      containers: [
        { id: 'a', base_url: 'http://x' },
        { id: 'b', timeouts: { read: 1 } },
      ],
    });
    expect(document.locate(['containers'])).toEqual({ line: 2, column: 1 });
    expect(document.locate(['containers', 0, 'base_url'])).toEqual({ line: 4, column: 5 });
    expect(document.locate(['containers', 1, 'timeouts', 'read'])).toEqual({ line: 5, column: 26 });
  });

  it('locates the nearest parent of a key that is missing', async () => {
    const document = await read('\ncontainers:\n  - name: a\n');

    expect(document.locate(['containers', 0, 'id'])).toEqual({ line: 3, column: 5 });
    expect(document.locate(['profiles'])).toEqual({ line: 2, column: 1 });
  });

  it.each(['\n', '\r\n', '\r'])('counts lines that end with %j', async (lineBreak) => {
    const document = await read(['# first', 'a: 1', 'b: 2'].join(lineBreak));

    expect(document.locate(['b'])).toEqual({ line: 3, column: 1 });
  });

  it('takes off the wrapper key config and still knows the lines', async () => {
    const document = await read('config:\n  prompts: []\n  containers:\n    - id: a\n');

    expect(document.root).toEqual({ prompts: [], containers: [{ id: 'a' }] });
    expect(document.locate(['containers', 0, 'id'])).toEqual({ line: 4, column: 7 });
  });

  it('keeps a key config that has neighbours', async () => {
    const document = await read('config: { a: 1 }\nprompts: []\n');

    expect(document.root).toEqual({ config: { a: 1 }, prompts: [] });
  });

  it.each(['', '# nothing yet\n', '---\n', 'config:\n', '\uFEFF'])(
    'takes %j for an empty mapping',
    async (yaml) => {
      const document = await read(yaml);

      expect(document.root).toEqual({});
    },
  );

  it('leaves out top-level keys without a value', async () => {
    const document = await read('containers:\n  # - id: a\nprompts: []\n');

    expect(document.root).toEqual({ prompts: [] });
  });

  it('merges with << and locates a merged key where it is written', async () => {
    const document = await read('base: &base\n  retries: 2\n  weight: 1\none:\n  <<: *base\n  weight: 5\n');

    expect(document.root['one']).toEqual({ retries: 2, weight: 5 });
    expect(document.locate(['one', 'retries'])).toEqual({ line: 2, column: 3 });
    expect(document.locate(['one', 'weight'])).toEqual({ line: 6, column: 3 });
  });

  it('gives every alias a copy of its own', async () => {
    const { root } = await read('one: &one { a: 1 }\ntwo: *one\n');

    expect(root['two']).toEqual({ a: 1 });
    expect(root['two']).not.toBe(root['one']);
  });

  it('resolves references against the environment and the directory of the file', async () => {
    await using dir = await makeTempDir();
    await writeFile(join(dir.path, 'token'), 'from-file\n');
    await writeFile(
      join(dir.path, 'config.yaml'),
      'socks:\n  - url: "s://${env:USER_NAME}:${file:token}@h"\n',
    );

    const document = await readDocument(join(dir.path, 'config.yaml'), { env: { USER_NAME: 'from-env' } });

    expect(document.root).toEqual({ socks: [{ url: 's://from-env:from-file@h' }] });
    expect(document.conceal('got from-file, from-env')).toBe('got ***, ***');
    expect(document.baseDir).toBe(dir.path);
  });

  it('keeps references that fail as problems with their place and never reads on in values', async () => {
    const document = await read('a: ["${env:A}", "${env:B}"]\nb: ${file:none.txt}\n', { A: '${env:B}' });

    expect(document.root['a']).toEqual(['${env:B}', '']);
    expect(document.problems).toEqual([
      expect.objectContaining({ path: ['a', 1], line: 1, column: 17, severity: 'error' }),
      expect.objectContaining({ path: ['b'], line: 2, column: 1, severity: 'error' }),
    ]);
  });
});

describe('readDocument refuses', () => {
  it('a missing file, by name', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'nowhere.yaml');

    await expect(readDocument(path, { env: {} })).rejects.toThrow(`${path}: The config file does not exist.`);
  });

  it('a directory', async () => {
    await using dir = await makeTempDir();

    await expect(readDocument(dir.path, { env: {} })).rejects.toThrow('is not a regular file');
  });

  it('a file above 5 MiB', async () => {
    expect(await refusal(`# ${'x'.repeat(5 * 1024 * 1024)}\n`)).toContain('is larger than 5242880 bytes');
  });

  it('bytes that are not UTF-8', async () => {
    expect(await refusal(Buffer.from([0x61, 0x3a, 0x20, 0xff]))).toContain('is not UTF-8 text');
  });

  it.each([
    ['- a\n- b\n', 'config.yaml: Expected a mapping'],
    ['config: 5\n', 'config.yaml: Expected a mapping'],
    ['just text', 'config.yaml: Expected a mapping'],
    ['a: 1\n---\nb: 2\n', 'config.yaml: Expected one YAML document'],
    ['a:\n\t- x\n', 'config.yaml:2:1: Invalid YAML: tab characters'],
    ['a: {u: ${env:X}}\n', 'Quote a ${reference} inside { } or [ ].'],
    ['[a]: 1\n', 'config.yaml:1:1: Invalid YAML: object-based map'],
    ['1: a\n0x1: b\n', 'config.yaml:2:1: Invalid YAML: duplicated mapping key'],
  ])('%j', async (yaml, text) => {
    expect(await refusal(yaml)).toContain(text);
  });

  it('duplicate keys, all of them at once', async () => {
    expect(await refusal('a: 1\nb:\n  - c: 1\n    c: 2\na: 3\n')).toBe(
      'config.yaml:4:5 b[0].c: The key is already set on line 3; keep one of them.\n' +
        'config.yaml:5:1 a: The key is already set on line 1; keep one of them.',
    );
  });

  it.each(['password: *hunter2\n', 'password: !hunter2 x\n', 'password: "\\hunter2\n'])(
    'a bad value without showing it: %j',
    async (yaml) => {
      const text = await refusal(yaml);

      expect(text).toContain('config.yaml:1:');
      expect(text).not.toContain('hunter2');
    },
  );
});

describe('hostile YAML', () => {
  it('an alias bomb runs into a limit', async () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const item = level === 0 ? 'x' : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array(10).fill(item).join(', ')}]`;
    });

    expect(await refusal(levels.join('\n'))).toContain('More than 500000 values');
  });

  it.each(['a: &a [*a]\n', 'a: &a { b: *a }\n'])('an alias to itself is refused: %j', async (yaml) => {
    expect(await refusal(yaml)).toContain('does an alias contain itself?');
  });

  it('a merge bomb runs into a limit', async () => {
    const keys = Array.from({ length: 1_000 }, (_, index) => `k${index}: 1`).join(', ');
    const merges = Array.from({ length: 200 }, (_, index) => `m${index}: { <<: *big }`).join('\n');

    expect(await refusal(`big: &big { ${keys} }\n${merges}\n`)).toContain('maxTotalMergeKeys');
  });

  it('deep nesting is refused', async () => {
    expect(await refusal(`a: ${'['.repeat(5_000)}${']'.repeat(5_000)}`)).toContain('nesting exceeded');
  });

  it('a __proto__ key is dropped with a warning', async () => {
    const document = await read('a:\n  __proto__: { polluted: true }\n  b: 1\n');

    expect(document.root).toEqual({ a: { b: 1 } });
    expect((document.root['a'] as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(document.problems).toEqual([
      {
        path: ['a', '__proto__'],
        line: 2,
        column: 3,
        message: "Key '__proto__' is ignored.",
        severity: 'warning',
      },
    ]);
  });

  it('many unclosed references cost no time', async () => {
    const document = await read(`a: "${'${env:'.repeat(200_000)}"\n`);

    expect(document.problems).toEqual([]);
  });
});
