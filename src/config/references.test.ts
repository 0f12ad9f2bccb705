// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in config.yaml look like template placeholders
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from '../testing/temp-dir.ts';
import { resolveReferences } from './references.ts';

const env = { NAME: 'value', EMPTY: '', NESTED: '${env:NAME}' };
const sources = { env, baseDir: '/nonexistent' };

describe('resolveReferences', () => {
  it.each([
    ['${env:NAME}', 'value'],
    ['a ${env:NAME}/${env:NAME} b', 'a value/value b'],
    ['[${env:EMPTY}]', '[]'],
    ['$${env:NAME}', '${env:NAME}'],
    ['$$${env:NAME}', '$${env:NAME}'],
    ['$$${env:NAME}${env:NAME}', '$${env:NAME}value'],
    ['${HOME} ${ a: b} $x ${}', '${HOME} ${ a: b} $x ${}'],
    ['${env:NAME', '${env:NAME'],
    ['${env:NESTED}', '${env:NAME}'],
  ])('turns %j into %j', async (text, expected) => {
    const resolved = await resolveReferences(text, sources);

    expect(resolved).toMatchObject({ text: expected, problems: [] });
  });

  it('reads a file relative to the base directory and trims one line break', async () => {
    await using dir = await makeTempDir();
    await mkdir(join(dir.path, 'secrets'));
    await writeFile(join(dir.path, 'secrets/key'), 'line\n\n');
    await writeFile(join(dir.path, 'secrets/dos'), 'line\r\n');

    const resolved = await resolveReferences('<${file:secrets/key}><${file:./secrets/dos}>', {
      env,
      baseDir: dir.path,
    });

    expect(resolved).toEqual({ text: '<line\n><line>', secrets: ['line\n', 'line'], problems: [] });
  });

  it('names every reference that fails and how to mend it', async () => {
    const { problems } = await resolveReferences(
      '${env:GONE} ${file:gone.txt} ${vault:a/b} ${file:}',
      sources,
    );

    expect(problems).toEqual([
      "Environment variable 'GONE' is not set; ${env:GONE} needs it.",
      "File 'gone.txt' of ${file:gone.txt} does not exist.",
      "Unknown scheme 'vault' in ${vault:a/b}; there are 'env' and 'file'. Write $${ for a literal ${.",
      '${file:} needs the path of a file.',
    ]);
  });

  it('does not take inherited properties for variables', async () => {
    const { problems } = await resolveReferences('${env:constructor}', sources);

    expect(problems).toHaveLength(1);
  });
});
