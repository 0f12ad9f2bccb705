import { BootError } from './boot-error.ts';

interface Limit {
  readonly plugin: string;
  readonly task: 'setup' | 'reload';
  readonly limitMs: number;
}

/** Wait for a plugin's setup or reload, but not for ever; name the plugin in whatever goes wrong. */
export async function withinLimit<T>(work: Promise<T>, { plugin, task, limitMs }: Limit): Promise<T> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    limit.reject(
      new BootError([`Plugin '${plugin}' did not finish its ${task} within ${limitMs / 1000} s.`]),
    );
  }, limitMs);
  try {
    return await Promise.race([work, limit.promise]);
  } catch (error) {
    if (error instanceof BootError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new BootError([`Plugin '${plugin}' failed in ${task}: ${reason}`], { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
