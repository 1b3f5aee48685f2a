import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';

import { CHANNEL_KINDS } from '../messaging/inbound-event.js';
import type { ChannelKind } from '../messaging/inbound-event.js';
import type { ChannelProvider } from '../messaging/ports.js';
import { readAccounts } from './accounts-loader.js';
import { CHANNELS_OFF, ChannelsOff } from './channels-off.js';
import type { ConfigPath } from './config-error.js';
import type { ChannelConfig, GatewayConfig } from './gateway-config.js';
import { interpolate, UNSET } from './interpolate.js';
import { readCanary } from './channel-canary.js';
import { readCost } from './channel-cost.js';
import { providerSettings } from './provider-settings.js';
import { isMapping, Reader, SLUG, suggestion, textValue } from './reader.js';
import type { Environment } from './settings.js';
import { readStorage } from './storage-loader.js';
import type { SourceFile } from './yaml-file.js';

const GATEWAY_KEYS = ['channels', 'queue', 'limits', 'storage', 'accounts', 'trustedProxies'];
const LIMIT_KEYS = [
  'webhookBodyBytes',
  'attachmentBytes',
  'recordingBytes',
  'attachmentsPerMessage',
  'attachmentBytesPerMessage',
  'automaticMessagesPerDay',
  'burstQuietSeconds',
  'burstMostSeconds',
  'formsPerHour',
];
const CHANNEL_KEYS = [
  'id',
  'kind',
  'provider',
  'enabled',
  'address',
  'tenant',
  'ratePerSecond',
  'cost',
  'canary',
  'note',
  'settings',
  'settingsByProvider',
];

/** How our own address must look in each kind; absent: any text. */
const ADDRESSES: Partial<Record<ChannelKind, { pattern: RegExp; expected: string }>> = {
  sms: {
    pattern: /^(\+[1-9]\d{7,14}|\d{3,6})$/,
    expected: 'a short code, or a number such as "+6281100000001", in quotes',
  },
  email: { pattern: /^[^\sA-Z@]+@[^\sA-Z@]+\.[a-z]{2,}$/, expected: 'a mailbox in small letters' },
};

interface GatewayInput {
  source: SourceFile;
  value: unknown;
  /** Variables for `${NAME}`, the sandbox's included. */
  env: Environment;
  providers: readonly ChannelProvider[];
}

/** Reads config/gateway.yaml; what is wrong is in `source.errors`, and the result counts only if that is empty. */
export function readGateway(input: GatewayInput): GatewayConfig {
  const { source, env } = input;
  const top = isMapping(input.value) ? input.value : {};
  const general = Object.fromEntries(
    Object.entries(top).map(([key, value]) => [
      key,
      // Each channel settles its own variables: those of a disabled one need not be set. So does the storage.
      key === 'channels' || key === 'storage' ? value : interpolate(source, value, [key], env, () => undefined),
    ]),
  );
  const root = new Reader(source, isMapping(input.value) ? general : input.value, [], GATEWAY_KEYS);
  const switchedOff = new ChannelsOff(env[CHANNELS_OFF]);
  const channels = root.list('channels', (value, path) => readChannel(input, value, path, switchedOff));
  refuseRepeatedIds(source, channels);
  const queue = root.child('queue', ['leaseSeconds', 'sweepSeconds', 'ringAfterSeconds'], true);
  const limits = root.child('limits', LIMIT_KEYS, true);
  const whole = (reader: Reader | undefined, key: string, min: number, max: number, fallback: number): number =>
    reader?.number(key, { min, max }, fallback) ?? fallback;
  return {
    channels,
    queue: {
      leaseSeconds: whole(queue, 'leaseSeconds', 5, 3600, 60),
      sweepSeconds: whole(queue, 'sweepSeconds', 1, 600, 5),
      ringAfterSeconds: whole(queue, 'ringAfterSeconds', 1, 600, 15),
    },
    limits: {
      webhookBodyBytes: whole(limits, 'webhookBodyBytes', 1024, 104_857_600, 1_048_576),
      attachmentBytes: whole(limits, 'attachmentBytes', 1024, 104_857_600, 10_485_760),
      recordingBytes: whole(limits, 'recordingBytes', 1024, 104_857_600, 16_777_216),
      attachmentsPerMessage: whole(limits, 'attachmentsPerMessage', 0, 20, 5),
      attachmentBytesPerMessage: whole(limits, 'attachmentBytesPerMessage', 1024, 1_073_741_824, 52_428_800),
      automaticMessagesPerDay: whole(limits, 'automaticMessagesPerDay', 1, 1000, 20),
      burstQuietSeconds: whole(limits, 'burstQuietSeconds', 0, 3600, 60),
      burstMostSeconds: whole(limits, 'burstMostSeconds', 0, 86_400, 300),
      formsPerHour: whole(limits, 'formsPerHour', 1, 10_000, 20),
    },
    storage: readStorage(source, top.storage, env),
    accounts: readAccounts(root),
    trustedProxies: root.list('trustedProxies', (value, path) => proxyRange(source, value, path), true),
  };
}

function readChannel(input: GatewayInput, value: unknown, path: ConfigPath, switchedOff: ChannelsOff): ChannelConfig {
  const { source, env } = input;
  const { settings, settingsByProvider, ...written } = isMapping(value) ? value : {};
  const plain = switchedOff.includes(written.id) ? { ...written, enabled: false } : written;
  // Unset variables of a disabled channel get a value that nobody can guess, so that nothing signed with it is ever accepted.
  const enabledText = interpolate(source, plain.enabled, [...path, 'enabled'], env, () => undefined);
  const off = enabledText === false || enabledText === 'false';
  const unset = (name: string): string | undefined => (off ? `${UNSET}${name}:${randomUUID()}` : undefined);
  const advice =
    typeof plain.id === 'string'
      ? `; or, where ${plain.id} is not used here, enabled: false or ${CHANNELS_OFF}=${plain.id}`
      : '';
  const general = interpolate(source, plain, path, env, unset, advice);
  const given = { ...(isMapping(general) ? general : {}), settings, settingsByProvider };
  const channel = new Reader(source, isMapping(value) ? omitUndefined(given) : value, path, CHANNEL_KEYS);
  const kind = channel.oneOf('kind', CHANNEL_KINDS);
  const enabled = channel.flag('enabled');
  const name = channel.text('provider', { expected: 'the name of a provider' });
  const provider = checkProvider(channel, input.providers, { kind, name });
  const chosen = chooseSettings(channel, name);
  return omitUndefined({
    id: channel.text('id', SLUG),
    kind,
    provider: name,
    enabled,
    address:
      channel.has('address') || (kind === 'sms' && enabled)
        ? channel.text('address', ADDRESSES[kind]) || undefined
        : undefined,
    tenant: channel.optionalText('tenant'),
    ratePerSecond: channel.has('ratePerSecond')
      ? channel.number('ratePerSecond', { min: 0.01, max: 1000, integer: false })
      : undefined,
    cost: readCost(channel),
    canary: readCanary(channel, kind),
    note: channel.optionalText('note'),
    settings:
      provider === undefined
        ? {}
        : providerSettings(
            provider.settings,
            interpolate(source, chosen.value, chosen.path, env, unset, advice),
            source,
            chosen.path,
          ),
  });
}

function chooseSettings(channel: Reader, provider: string): { value: unknown; path: ConfigPath } {
  if (!channel.has('settingsByProvider')) return { value: channel.raw('settings'), path: channel.at('settings') };
  if (channel.has('settings')) channel.error('settings', 'either settings or settingsByProvider, not both');
  const all = channel.raw('settingsByProvider');
  const path = channel.at('settingsByProvider');
  if (!isMapping(all)) {
    channel.error('settingsByProvider', 'a mapping of providers to their settings');
    return { value: undefined, path };
  }
  if (provider !== '' && all[provider] === undefined) {
    channel.source.error(
      [...path, provider],
      undefined,
      `the settings of ${provider}, which this channel's provider names`,
    );
  }
  return { value: all[provider], path: [...path, provider] };
}

function checkProvider(
  channel: Reader,
  built: readonly ChannelProvider[],
  wanted: { kind: ChannelKind; name: string },
): ChannelProvider | undefined {
  if (wanted.name === '') return undefined;
  const named = built.filter((provider) => provider.name === wanted.name);
  if (named.length === 0) {
    const names = [...new Set(built.map((provider) => provider.name))];
    channel.error('provider', `a known provider (${names.join(', ')})${suggestion(wanted.name, names)}`);
    return undefined;
  }
  const provider = named.find(({ kind }) => kind === wanted.kind);
  if (!provider) {
    const kinds = named.map(({ kind }) => kind).join(' or ');
    channel.error('kind', `${kinds}, the kind of provider ${wanted.name}`);
  }
  return provider;
}

function refuseRepeatedIds(source: SourceFile, channels: readonly ChannelConfig[]): void {
  const first = new Map<string, number>();
  channels.forEach((channel, index) => {
    const earlier = first.get(channel.id);
    if (earlier !== undefined && channel.id !== '') {
      source.error(
        ['channels', index, 'id'],
        channel.id,
        `an id of its own; channels[${String(earlier)}] has this one`,
      );
    }
    first.set(channel.id, earlier ?? index);
  });
}

function proxyRange(source: SourceFile, value: unknown, path: ConfigPath): string {
  const expected = 'an IP address or a range such as "10.0.0.0/8"';
  const text = textValue(source, path, value, { expected });
  if (text === undefined) return '';
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  const longest = version === 6 ? 128 : 32;
  const rangeFits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest);
  if (version === 0 || more.length > 0 || !rangeFits) source.error(path, value, expected);
  return text;
}

function omitUndefined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
