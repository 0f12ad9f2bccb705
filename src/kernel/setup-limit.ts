import { BootError } from './boot-error.ts';

/** Wait for a plugin's setup, but not for ever; name the plugin in whatever goes wrong. */
export async function withinLimit<T>(
  setup: Promise<T>,
  { plugin, limitMs }: { plugin: string; limitMs: number },
): Promise<T> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    limit.reject(new BootError([`Plugin '${plugin}' was not set up within ${limitMs / 1000} s.`]));
  }, limitMs);
  try {
    return await Promise.race([setup, limit.promise]);
  } catch (error) {
    if (error instanceof BootError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new BootError([`Plugin '${plugin}' failed in setup: ${reason}`], { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
