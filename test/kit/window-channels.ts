import type { Channel, SenderPort } from '../../src/messaging/ports.js';

/** Two chats in which free text may go out only for a day after the citizen wrote. */
export function windowChannels(whatsapp: SenderPort, page: SenderPort): Channel[] {
  return [
    {
      id: 'wa-window',
      kind: 'whatsapp',
      provider: 'scripted',
      enabled: true,
      address: '+6281100000801',
      tenant: 'tanah-bumbu',
      cost: { currency: 'IDR', perTemplate: 411.5 },
      adapter: { sender: whatsapp },
    },
    {
      id: 'fb-window',
      kind: 'whatsapp',
      provider: 'scripted',
      enabled: true,
      tenant: 'tanah-bumbu',
      adapter: { sender: page },
    },
  ];
}
