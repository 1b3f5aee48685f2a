import type { ChannelProvider } from '../../../messaging/ports.js';
import { SmppConnection } from './smpp.connection.js';
import { SmppRaw } from './smpp.raw.js';
import { SmppSender } from './smpp.sender.js';
import { SmppSettings } from './smpp.settings.js';

/** SMS over a connection of our own to an operator's SMSC (SMPP 3.4). */
export const smppProvider: ChannelProvider<SmppSettings> = {
  kind: 'sms',
  name: 'smpp',
  settings: SmppSettings,
  create(channel) {
    const connection = new SmppConnection(channel.id, channel.settings);
    return {
      connected: connection,
      probe: connection,
      raw: new SmppRaw(channel.settings),
      sender: new SmppSender(channel, connection),
    };
  },
};
