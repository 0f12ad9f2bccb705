import type { ChannelKind } from './channel.ts';
import { feishuChannel } from './channels/feishu.ts';
import { slackChannel } from './channels/slack.ts';
import { stdoutChannel } from './channels/stdout.ts';
import { telegramChannel } from './channels/telegram.ts';
import { webhookChannel } from './channels/webhook.ts';
import type { ChannelConfig } from './config.ts';

export function createChannel(config: ChannelConfig): ChannelKind {
  switch (config.type) {
    case 'feishu':
      return feishuChannel(config);
    case 'slack':
      return slackChannel(config);
    case 'telegram':
      return telegramChannel(config);
    case 'webhook':
      return webhookChannel(config);
    case 'stdout':
      return stdoutChannel((line) => process.stdout.write(line));
  }
}
