const chatPath = /\/c\/([^/?#]+)/;

/** The chat id in an address; undefined when it names no chat. */
export function chatIdIn(pageUrl: string | undefined): string | undefined {
  return pageUrl === undefined ? undefined : chatPath.exec(pageUrl)?.[1];
}
