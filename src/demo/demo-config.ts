import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { dump, load } from 'js-yaml';
import { z } from 'zod';

const shippedConfig = resolve(import.meta.dirname, '../../config.yaml');

// Loose: whatever else the shipped file says stays as it is.
const shippedSchema = z.looseObject({
  containers: z.array(z.looseObject({ id: z.string() })),
  prompts: z.array(z.looseObject({ file: z.string() })),
  plugins: z.array(z.unknown()),
});

export async function readShippedConfig(): Promise<z.infer<typeof shippedSchema>> {
  return shippedSchema.parse(load(await readFile(shippedConfig, 'utf8')));
}

/** Write a copy of the shipped config.yaml that points at this run's workers, and more; returns its path. */
export async function writeDemoConfig(
  dir: string,
  urls: ReadonlyMap<string, string>,
  more: object = {},
): Promise<string> {
  const shipped = await readShippedConfig();
  const config = {
    ...shipped,
    containers: shipped.containers.map((container) => ({
      ...container,
      base_url: urls.get(container.id),
    })),
    prompts: shipped.prompts.map((prompt) => ({
      ...prompt,
      file: resolve(dirname(shippedConfig), prompt.file),
    })),
    ...more,
  };
  const path = join(dir, 'config.yaml');
  await writeFile(path, dump(config));
  return path;
}
