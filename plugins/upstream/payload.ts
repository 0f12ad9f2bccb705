import type { WorkerMessage } from 'glassgate/plugin-api';

/** The body of a message, as workers expect it. An empty profile and no proxy are left out. */
export function payloadOf({ content, url, profile, proxy }: WorkerMessage): Record<string, string> {
  return {
    ...('text' in content
      ? { text: content.text }
      : { image_b64: content.image.base64, ext: content.image.extension }),
    url,
    ...(profile.value !== '' && { profile: profile.value }),
    ...(proxy !== undefined && { socks: proxy.url }),
  };
}
