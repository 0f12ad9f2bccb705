import { type AnyPlugin, apiVersion } from '../plugin-api/plugin.ts';

const namePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** The plugin in an imported module, or a sentence that says why there is none. */
export function readPluginModule(module: unknown, use: string): AnyPlugin | string {
  // A CommonJS plugin compiled from TypeScript arrives as { default: { default: spec } }.
  const spec = unwrapDefault(unwrapDefault(module)) as AnyPlugin | undefined;
  if (typeof spec?.setup !== 'function' || typeof spec.name !== 'string') {
    return `'${use}' has no default export made with definePlugin().`;
  }
  if (!namePattern.test(spec.name)) {
    return `'${use}' calls itself '${spec.name}'; a plugin's name is kebab-case, like 'rate-limit'.`;
  }
  const version = spec.apiVersion ?? apiVersion;
  if (version !== apiVersion) {
    return `'${use}' is written for plugin API ${version}; this Glassgate speaks ${apiVersion}.`;
  }
  return spec;
}

function unwrapDefault(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'default' in value ? value.default : value;
}
