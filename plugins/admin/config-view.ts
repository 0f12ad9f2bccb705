import { createHash } from 'node:crypto';
import {
  type LimiterConfig,
  type LimiterStatus,
  type Limiters,
  overridableKeys,
  type UpstreamStatus,
} from 'glassgate/plugin-api';
import type { OverrideBook } from './override-book.ts';

export interface ViewParts {
  readonly limiters: Limiters;
  readonly upstreams: readonly UpstreamStatus[];
  readonly book: OverrideBook;
}

export interface ConfigView {
  readonly body: object;
  /** Changes with every setting, and with nothing else. */
  readonly etag: string;
}

/** Every setting in force, with where it comes from. */
export function configView({ limiters, upstreams, book }: ViewParts): ConfigView {
  const known = limiters.list();
  const settings = Object.fromEntries(
    known.map(({ key }) => [key, settingsOf(key, limiters.limitsOf(key), book)]),
  );
  const waiting = book
    .all()
    .filter(({ limiter }) => !Object.hasOwn(settings, limiter))
    .map(({ limiter, name, value, setBy, setAt }) => ({
      limiter,
      name,
      value,
      set_by: setBy,
      set_at: setAt,
    }));
  const providers = upstreams.map(({ provider, credential_id, base_url, masked_key }) => ({
    provider,
    credential_id,
    base_url,
    masked_key,
  }));
  const digest = createHash('sha256')
    .update(JSON.stringify([settings, waiting, providers]))
    .digest('hex');
  return {
    etag: `"${digest.slice(0, 32)}"`,
    body: {
      limiters: Object.fromEntries(known.map((status) => [status.key, withState(status, settings)])),
      overrides_without_limiter: waiting,
      providers,
    },
  };
}

interface Limits {
  readonly configured: LimiterConfig;
  readonly inForce: LimiterConfig;
}

type Setting = Readonly<Record<string, unknown>>;

function settingsOf(limiter: string, { configured, inForce }: Limits, book: OverrideBook) {
  const settings: Record<string, Setting> = {};
  for (const [name, value] of Object.entries(inForce)) settings[name] = { value, origin: 'config' };
  for (const name of overridableKeys) {
    const override = book.find({ limiter, name });
    if (override === undefined) continue;
    const { setBy, setAt } = override;
    const configuredValue = configured[name];
    settings[name] = {
      value: inForce[name],
      origin: 'override',
      configured: configuredValue,
      set_by: setBy,
      set_at: setAt,
    };
  }
  return settings;
}

function withState({ key, state, effective_rpm }: LimiterStatus, settings: Readonly<Record<string, object>>) {
  return { effective_rpm, state, settings: settings[key] };
}
