import { registerHooks } from 'node:module';

/** What a plugin may import although it lies outside this package and brings no node_modules. */
const shared = /^(glassgate\/|zod$|zod\/)/;

/**
 * Let plugins anywhere on the disk import `glassgate/plugin-api`, and the `zod` that their config schemas are
 * written with. What a plugin brings itself comes first; only what is not found there comes from here.
 */
export function sharePluginApi(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (!shared.test(specifier)) return nextResolve(specifier, context);
      try {
        return nextResolve(specifier, context);
      } catch {
        return nextResolve(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}
