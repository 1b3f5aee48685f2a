import { manualProviders } from '../../src/channels/manual/manual.provider.js';
import type { Channel } from '../../src/messaging/ports.js';

/** A desk and an outside system, with the real provider. */
export function manualChannels(): Channel[] {
  return ['desk', 'letter-box', 'outside-system'].map((name) => ({
    id: `manual-${name}`,
    kind: 'manual',
    provider: name,
    enabled: true,
    ...(name !== 'outside-system' && { tenant: 'tanah-bumbu' }),
    adapter: manualProviders.find((provider) => provider.name === name)?.create({ id: `manual-${name}`, settings: {} }),
  }));
}
