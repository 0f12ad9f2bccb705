import { z } from 'zod';
import { definePlugin } from '../plugin-api/plugin.ts';
import { configJsonSchema } from './json-schema.ts';

const setup = () => ({});

describe('configJsonSchema', () => {
  it('holds the keys of the core and of every plugin', () => {
    const one = definePlugin({
      name: 'one',
      config: z.object({ socks: z.array(z.string()).default([]) }),
      setup,
    });
    const two = definePlugin({
      name: 'two',
      config: z.object({ prompts: z.string() }).transform(({ prompts }) => ({ prompts: [prompts] })),
      setup,
    });
    const bare = definePlugin({ name: 'bare', setup });

    const schema = configJsonSchema([one, two, bare]);

    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(Object.keys(schema.properties ?? {}).sort()).toEqual([
      'http',
      'log',
      'management',
      'observability',
      'otel',
      'plugins',
      'prompts',
      'shutdown',
      'socks',
      'store',
    ]);
    expect(schema.properties?.['socks']).toEqual({ type: 'array', items: { type: 'string' }, default: [] });
    expect(schema.required).toEqual(['prompts']);
  });

  it('keeps references of recursive sections working', () => {
    const node: z.ZodType = z.lazy(() => z.object({ kids: z.array(node) }));
    const plugin = definePlugin({ name: 'tree', config: z.object({ tree: node }), setup });

    const schema = configJsonSchema([plugin]);

    const reference = z.object({ $ref: z.string() }).parse(schema.properties?.['tree']).$ref;
    expect(schema.$defs?.[reference.replace('#/$defs/', '')]).toMatchObject({ properties: { kids: {} } });
  });

  it('lets anything stand where a section cannot be described', () => {
    const alien = { _zod: { def: { type: 'object' } }, shape: { odd: { _zod: { def: { type: 'alien' } } } } };
    const plugin = { name: 'alien', config: alien as unknown as z.ZodType, setup };

    expect(configJsonSchema([plugin]).properties?.['odd']).toEqual({});
  });
});
