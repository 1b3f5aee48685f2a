import { buildChannelRegistry } from '../../../src/channels/channel-registry.js';
import type { ChannelProvider, ChannelSetup } from '../../../src/messaging/ports.js';
import type { ChannelConfig } from '../../../src/settings/gateway-config.js';

const made: ChannelSetup[] = [];
const provider: ChannelProvider = {
  kind: 'sms',
  name: 'echo',
  settings: Object,
  create: (setup) => {
    made.push(setup);
    return {};
  },
};
const config = (over: Partial<ChannelConfig>): ChannelConfig => ({
  id: 'sms-1708',
  kind: 'sms',
  provider: 'echo',
  enabled: true,
  settings: { a: 1 },
  ...over,
});

describe('the channel registry', () => {
  beforeEach(() => {
    made.length = 0;
  });

  it('binds each channel to its provider, with the address for delivery reports', () => {
    const registry = buildChannelRegistry(
      [config({ address: '1708', tenant: 'badung', ratePerSecond: 3 })],
      [provider],
      { publicUrl: 'https://aduan.example.id' },
    );
    expect(registry.get('sms-1708')).toMatchObject({
      id: 'sms-1708',
      address: '1708',
      tenant: 'badung',
      ratePerSecond: 3,
      enabled: true,
      adapter: {},
    });
    expect(made).toEqual([
      {
        id: 'sms-1708',
        address: '1708',
        settings: { a: 1 },
        statusCallbackUrl: 'https://aduan.example.id/hooks/sms-1708/status',
      },
    ]);
  });

  it('asks for no delivery reports where no public URL is known', () => {
    buildChannelRegistry([config({})], [provider]);
    expect(made).toEqual([{ id: 'sms-1708', settings: { a: 1 } }]);
  });

  it('makes the adapter of a channel that is switched off once, when asked', () => {
    const registry = buildChannelRegistry([config({ enabled: false })], [provider]);
    expect(made).toEqual([]);
    const channel = registry.get('sms-1708');
    expect(channel?.adapter).toBeDefined();
    expect(channel?.adapter).toBe(registry.all()[0]?.adapter);
    expect(made).toHaveLength(1);
  });

  it('has no adapter where the provider is not known, or is of another kind', () => {
    const registry = buildChannelRegistry(
      [config({ provider: 'smpp', enabled: false }), config({ id: 'mail', kind: 'email' })],
      [provider],
    );
    expect(registry.all().map(({ adapter }) => adapter)).toEqual([undefined, undefined]);
  });

  it('knows only what is configured, and can not be changed', () => {
    const registry = buildChannelRegistry([config({})], [provider]);
    expect(registry.get('__proto__')).toBeUndefined();
    expect(registry.get('sms-1709')).toBeUndefined();
    expect(Object.isFrozen(registry.all())).toBe(true);
    expect(Object.isFrozen(registry.get('sms-1708'))).toBe(true);
  });
});
