import type { ChannelKind } from '../channel.ts';

/** One JSON line per message, for trials and for whoever reads the output of the process. */
export function stdoutChannel(write: (line: string) => void): ChannelKind {
  return {
    secrets: [],
    send: async ({ group, ...message }) => {
      write(`${JSON.stringify({ alert: message })}\n`);
      return { kind: 'ok' };
    },
  };
}
