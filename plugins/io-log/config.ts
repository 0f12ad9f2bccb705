import { z } from 'zod';

const section = z.object({
  enabled: z.boolean().default(false).describe('Write one JSON line per HTTP exchange with a worker.'),
  dir: z.string().min(1).default('./logs/container-io').describe('Relative to the config file.'),
  max_bytes: z.int().default(10_000_000).describe('Largest size of a live file; below 1024 counts as 1024.'),
  backup_count: z.int().default(5).describe('Rotated files kept per container; 0 starts the file over.'),
  include_bodies: z.boolean().default(true).describe('false: the shape of bodies, not their content.'),
  redact_secrets: z.boolean().default(true).describe('Replace secrets by *** in everything written.'),
  max_field_chars: z.int().default(8000).describe('Longest string kept; below 256 counts as 256.'),
  level: z.string().default('INFO').describe('Accepted for compatibility; has no effect.'),
});

/** The keys of config.yaml that this plugin owns. A section without content (`null`) means the defaults. */
export const ioLogConfig = z.object({ container_io_log: section.nullable().prefault({}) });

export type IoLogConfig = z.output<typeof ioLogConfig>;

export const defaultSection: z.output<typeof section> = section.parse({});
