import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { CHANNEL_PROVIDERS } from '../../../src/app/channel-providers.js';
import { loadConfig } from '../../../src/app/load-config.js';
import { SmppSettings } from '../../../src/channels/sms/smpp/smpp.settings.js';
import { CHANNEL_VARIABLES } from '../../kit/channel-variables.js';
import { gateway, loadShipped } from './shipped.js';
import { containing, matching, temporaryDirectory } from './small-config.js';

/** Each channel that is on, with the variables without default that its settings name. */
const ENABLED_SECRETS = (
  parse(readFileSync('config/gateway.yaml', 'utf8')) as {
    channels: {
      id: string;
      enabled: boolean;
      address?: string;
      settings?: object;
      settingsByProvider?: { twilio: object };
    }[];
  }
).channels.flatMap(({ id, enabled, address, settings, settingsByProvider }) => {
  const named = JSON.stringify([address, settings ?? settingsByProvider?.twilio ?? {}]).matchAll(/\$\{([A-Z0-9_]+)\}/g);
  return enabled ? [...named].map(([, name = '']) => [id, name] as const) : [];
});

/** Every channel but the first two that this file is about, for KENTONGAN_CHANNELS_OFF. */
const OTHERS = 'sms-smsc,sms-tanahbumbu,email-*,wa-*,messenger-*,telegram-*';

describe('channels that need secrets', () => {
  it.each(['imap', 'smpp', 'android', 'cloud-api', 'twilio-whatsapp', 'messenger', 'telegram'])(
    'channels of %s load with the variables that they name',
    (provider) => {
      const ours = gateway.channels.filter((candidate) => candidate.provider === provider);
      const { errors, config } = loadShipped(CHANNEL_VARIABLES, false);
      expect(errors).toEqual([]);
      const loaded = config?.gateway.channels.filter((candidate) => candidate.provider === provider);
      expect(loaded?.map(({ id }) => id)).toEqual(ours.map(({ id }) => id));
      expect(JSON.stringify(loaded)).not.toContain('unset:');
    },
  );

  it('an unset variable of a mailbox is no error, another key is', () => {
    const directory = temporaryDirectory();
    cpSync('config', directory, { recursive: true });
    const file = join(directory, 'gateway.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('smtp:\n        host:', 'smtp:\n        hots: x\n        host:'));
    const { errors } = loadConfig({ configDir: directory, env: {}, sandbox: true, providers: CHANNEL_PROVIDERS });
    expect(errors).toEqual([
      expect.objectContaining({ path: 'channels[9].settings.smtp.hots', expected: containing('did you mean "host"?') }),
    ]);
  });
});

describe('KENTONGAN_SMS_1708', () => {
  it('twilio is the default, and may be said', () => {
    expect(loadShipped({ KENTONGAN_SMS_1708: 'twilio' }).ok).toBe(true);
  });

  const SECRETS = { KENTONGAN_CHANNELS_OFF: OTHERS, SMS_HTTP_SECRET: 'y' };

  it('smpp loads in the sandbox, with nobody but this machine to call', () => {
    const { errors, config } = loadShipped({ KENTONGAN_SMS_1708: 'smpp' });
    expect(errors).toEqual([]);
    const chosen = config?.gateway.channels.find(({ id }) => id === 'sms-1708');
    expect(chosen).toMatchObject({ provider: 'smpp', enabled: true, settings: { host: '127.0.0.1', port: 2775 } });
    expect(chosen?.settings).toBeInstanceOf(SmppSettings);
  });

  it('smpp loads outside of it once its variables are set', () => {
    const env = { KENTONGAN_SMS_1708: 'smpp', ...SECRETS };
    expect(loadShipped(env, false).errors.map(({ path }) => path)).toEqual(
      ['host', 'systemId', 'password'].map((key) => `channels[0].settingsByProvider.smpp.${key}`),
    );
    const set = { ...env, SMPP_HOST: 'smsc.example.id', SMPP_SYSTEM_ID: 'diskominfo', SMPP_PASSWORD: 'rahasia' };
    expect(loadShipped(set, false).errors).toEqual([]);
  });

  it.each(['desk', 'telephone'])('%s is known, of another kind', (provider) => {
    expect(loadShipped({ KENTONGAN_SMS_1708: provider }).errors[0]).toMatchObject({
      path: 'channels[0].kind',
      expected: containing(`manual, the kind of provider ${provider}`),
    });
  });

  it('anything else is unknown', () => {
    const { errors } = loadShipped({ KENTONGAN_SMS_1708: 'twillio' });
    expect(errors[0]).toMatchObject({
      path: 'channels[0].provider',
      value: 'twillio',
      expected: containing('did you mean "twilio"?'),
    });
  });
});

describe('without the sandbox', () => {
  it('each secret of an enabled channel has to be set', () => {
    const { ok, errors } = loadShipped({}, false);
    expect(ok).toBe(false);
    const asked = errors.map(({ expected }) => /^the environment variable (\w+) to be set; .*=(\S+)$/.exec(expected));
    expect(new Set(asked.map((found) => `${found?.[2] ?? '?'} ${found?.[1] ?? '?'}`))).toEqual(
      new Set(ENABLED_SECRETS.map(([id, name]) => `${id} ${name}`)),
    );
    expect(ENABLED_SECRETS).toEqual(expect.arrayContaining([['sms-1708', 'TWILIO_AUTH_TOKEN']]));
  });

  it('but not those of a channel that KENTONGAN_CHANNELS_OFF names', () => {
    const { ok, config } = loadShipped(
      { KENTONGAN_CHANNELS_OFF: 'sms-*, email-*, wa-*, messenger-*, telegram-*' },
      false,
    );
    expect(ok).toBe(true);
    const kinds = config?.gateway.channels.filter(({ enabled }) => enabled).map(({ kind }) => kind);
    expect(kinds?.filter((kind) => kind !== 'web' && kind !== 'manual')).toEqual([]);
  });

  it('and then it loads, against the real addresses', () => {
    const env = {
      ...CHANNEL_VARIABLES,
      TWILIO_AUTH_TOKEN: 'x'.repeat(32),
    };
    const { config, errors } = loadShipped(env, false);
    expect(errors).toEqual([]);
    const baseOf = (channelId: string) =>
      (config?.gateway.channels.find(({ id }) => id === channelId)?.settings as { apiBase?: string }).apiBase;
    expect(baseOf('sms-1708')).toBe('https://api.twilio.com');
    expect(baseOf('wa-bangli')).toBe('https://graph.facebook.com');
    const mail = (channelId: string) => config?.gateway.channels.find(({ id }) => id === channelId)?.settings;
    expect(mail('email-bangli')).toMatchObject({
      imap: { host: 'imap.gmail.com', port: 993, secure: 'tls' },
      smtp: { host: 'smtp.gmail.com', port: 465, secure: 'tls' },
    });
    expect(mail('email-buleleng-setda')).toMatchObject({ imap: { port: 993, secure: 'tls' }, smtp: { port: 465 } });
  });

  it('a password travels in clear to this machine only', () => {
    const env = { ...CHANNEL_VARIABLES, EMAIL_IMAP_SECURE: 'none' };
    const paths = loadShipped(env, false).errors.map(({ path }) => path);
    expect(paths).toEqual([9, 10, 11, 12].map((index) => `channels[${index}].settings.imap.secure`));
    expect(loadShipped({ ...env, EMAIL_IMAP_HOST: '127.0.0.1' }, false).errors).toEqual([]);
  });

  it('a secret of the wrong form is not printed', () => {
    const { errors } = loadShipped(
      {
        KENTONGAN_CHANNELS_OFF: OTHERS,
        TWILIO_ACCOUNT_SID: 'SKwrong-sesame',
        TWILIO_AUTH_TOKEN: 'open-sesame',
        SMS_HTTP_SECRET: 'z',
      },
      false,
    );
    // The second channel is off, but a variable that is set is checked wherever it is used.
    expect(errors.map(({ path, value }) => [path, value])).toEqual([
      ['channels[0].settingsByProvider.twilio.accountSid', '${TWILIO_ACCOUNT_SID}'],
      [matching(/^channels\[\d+\]\.settings\.accountSid$/), '${TWILIO_ACCOUNT_SID}'],
    ]);
    expect(JSON.stringify(errors)).not.toContain('sesame');
  });
});
