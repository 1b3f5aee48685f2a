import { change, load, smallConfig } from './small-config.js';

const GATEWAY = 'gateway.yaml';
const ALPHA = 'tenants/alpha.yaml';

describe('variables and secrets', () => {
  it('an unset secret of an enabled channel is an error that names it', () => {
    const { errors } = load(smallConfig(), { env: {} });
    expect(errors).toEqual([
      {
        file: GATEWAY,
        path: 'channels[0].settings.token',
        line: 8,
        value: '${POST_TOKEN}',
        expected:
          'the environment variable POST_TOKEN to be set; or, where sms-1 is not used here, enabled: false or KENTONGAN_CHANNELS_OFF=sms-1',
      },
    ]);
  });

  it('that of a disabled channel is not, and nothing that can be guessed stands in its place', () => {
    const files = smallConfig();
    change(files, GATEWAY, 'channels.0.enabled', false);
    const tokens = [1, 2].map(() => {
      const { ok, config } = load(files, { env: {} });
      expect(ok).toBe(true);
      return (config?.gateway.channels[0]?.settings as { token: string }).token;
    });
    expect(tokens[0]).not.toBe(tokens[1]);
    expect(tokens[0]).toMatch(/[0-9a-f-]{36}$/);
  });

  it('an address from a variable that is not set is absent while the channel is off', () => {
    const files = smallConfig();
    change(files, GATEWAY, 'channels.0.address', '${SMS_NUMBER}');
    expect(load(files).errors.map(({ path, value }) => [path, value])).toEqual([
      ['channels[0].address', '${SMS_NUMBER}'],
    ]);
    change(files, GATEWAY, 'channels.0.enabled', false);
    const { config, errors } = load(files);
    expect(errors).toEqual([]);
    expect(config?.gateway.channels[0]?.address).toBeUndefined();
  });

  it("an agency's webhook is off while its address is not set, and asks for its secret once it is", () => {
    const files = smallConfig();
    change(files, ALPHA, 'agencies.0.webhook', { url: '${PUPR_URL}', secret: '${PUPR_SECRET}' });
    const env = { POST_TOKEN: 't', PUPR_SECRET: `whsec_${'A'.repeat(43)}=` };
    const off = load(files, { env });
    expect(off.errors).toEqual([]);
    expect(off.warnings.filter(({ path }) => path.includes('webhook'))).toEqual([]);
    expect(off.config?.tenants.bySlug('alpha')?.agencies[0]).not.toHaveProperty('webhook');
    const asked = load(files, { env: { POST_TOKEN: 't', PUPR_URL: 'https://pupr.example/hook' } });
    expect(asked.errors).toEqual([
      expect.objectContaining({ path: 'agencies[0].webhook.secret', expected: expect.stringContaining('PUPR_SECRET to be set') as string }),
    ]); // prettier-ignore
    const on = load(files, { env: { ...env, PUPR_URL: 'https://pupr.example/hook' } });
    expect(on.config?.tenants.bySlug('alpha')?.agencies[0]?.webhook?.url).toBe('https://pupr.example/hook');
  });

  it('a disabled channel is checked where its values are known', () => {
    const files = smallConfig();
    change(files, GATEWAY, 'channels.0.enabled', false);
    change(files, GATEWAY, 'channels.0.settings.apiBase', 'ftp:');
    expect(load(files, { env: {} }).errors).toHaveLength(1);
  });

  it('a number of a disabled channel may come from a variable that is not set; an unknown key stays one', () => {
    const files = smallConfig();
    change(files, GATEWAY, 'channels.0.settings.port', '${POST_PORT}');
    change(files, GATEWAY, 'channels.0.settings.prot', '${POST_PORT}');
    const seen = (enabled: boolean, env: Record<string, string>) => {
      change(files, GATEWAY, 'channels.0.enabled', enabled);
      return load(files, { env: { POST_TOKEN: 'sesame', ...env } }).errors.map(({ path, value }) => [path, value]);
    };
    const unknown = ['channels[0].settings.prot', '${POST_PORT}'];
    expect(seen(false, {})).toEqual([unknown]);
    expect(seen(false, { POST_PORT: 'none' })).toEqual(
      expect.arrayContaining([unknown, ['channels[0].settings.port', expect.anything()]]),
    );
    expect(seen(true, { POST_PORT: '25' })).toEqual([unknown]);
  });

  it('the environment comes before what the caller adds, and that before the sandbox', () => {
    const files = smallConfig();
    change(files, GATEWAY, 'channels.0.settings.token', '${TWILIO_AUTH_TOKEN}');
    const token = (options: Parameters<typeof load>[1]): unknown => {
      const settings = load(files, options).config?.gateway.channels[0]?.settings;
      return settings !== undefined && 'token' in settings ? settings.token : undefined;
    };
    expect(token({ env: {}, sandbox: false })).toBeUndefined();
    const sandboxed = token({ env: {}, sandbox: true });
    expect(sandboxed).toMatch(/^[0-9a-f]{32}$/);
    expect(token({ env: { TWILIO_AUTH_TOKEN: '' }, sandbox: true })).toBe(sandboxed);
    expect(token({ env: {}, sandbox: true, extraEnv: { TWILIO_AUTH_TOKEN: 'added' } })).toBe('added');
    expect(token({ env: { TWILIO_AUTH_TOKEN: 'set' }, sandbox: true, extraEnv: { TWILIO_AUTH_TOKEN: 'added' } })).toBe(
      'set',
    );
  });

  it('flags and numbers may come from variables', () => {
    const files = smallConfig();
    change(files, GATEWAY, 'channels.0.enabled', '${POST_ON:-true}');
    change(files, GATEWAY, 'channels.0.ratePerSecond', '${POST_RATE:-2.5}');
    change(files, GATEWAY, 'queue', { sweepSeconds: '${SWEEP:-7}' });
    const { config, errors } = load(files);
    expect(errors).toEqual([]);
    expect(config?.gateway.channels[0]).toMatchObject({ enabled: true, ratePerSecond: 2.5 });
    expect(config?.gateway.queue.sweepSeconds).toBe(7);
  });

  it('no secret is printed, wherever it turns up wrong', () => {
    const files = smallConfig();
    change(files, GATEWAY, 'channels.0.settings.apiBase', '${POST_TOKEN}');
    change(files, GATEWAY, 'channels.0.settings.password', 'written-out');
    change(files, GATEWAY, 'channels.0.settings.note', 'tells sesame to all');
    change(files, GATEWAY, 'channels.0.address', '${POST_TOKEN}');
    const { errors } = load(files);
    expect(errors.map((error) => error.path).sort()).toEqual(
      ['address', 'settings.apiBase', 'settings.note', 'settings.password'].map((key) => `channels[0].${key}`),
    );
    expect(JSON.stringify(errors)).not.toMatch(/sesame|written-out/);
  });
});

describe('KENTONGAN_CHANNELS_OFF', () => {
  const off = (list: string) => load(smallConfig(), { env: { KENTONGAN_CHANNELS_OFF: list } });
  const enabled = (list: string) =>
    off(list).config?.gateway.channels.flatMap((channel) => (channel.enabled ? [channel.id] : []));

  it.each([
    ['sms-1', ['web-alpha']],
    ['sms-*', ['web-alpha']],
    ['sms-1, web-alpha', []],
    ['*', []],
  ])('%s switches channels off, whose secrets need not be set then', (list, left) => {
    expect(off(list).errors).toEqual([]);
    expect(enabled(list)).toEqual(left);
  });

  it('switches nothing on', () => {
    expect(enabled('sms-1')).not.toContain('desk-beta');
  });

  it('refuses what is no channel, since a typing error would leave one on', () => {
    expect(off('sms-1,smss-1,x.*').errors).toEqual([
      {
        file: 'environment',
        path: 'KENTONGAN_CHANNELS_OFF',
        value: 'sms-1,smss-1,x.*',
        expected: 'ids of channels of gateway.yaml, with commas between them; none is called smss-1, x.*',
      },
    ]);
  });
});

describe('a provider chosen by a variable', () => {
  const files = () => {
    const result = smallConfig();
    change(result, GATEWAY, 'channels.0.provider', '${KENTONGAN_WAY:-post}');
    change(result, GATEWAY, 'channels.0.settings', undefined);
    change(result, GATEWAY, 'channels.0.settingsByProvider', {
      post: { token: '${POST_TOKEN}', apiBase: 'http://127.0.0.1:1' },
      other: { password: '${OTHER_PASSWORD}' },
    });
    return result;
  };

  it('takes the settings of the provider that is chosen, and asks for none of the others', () => {
    const { config, errors } = load(files());
    expect(errors).toEqual([]);
    expect(config?.gateway.channels[0]).toMatchObject({ provider: 'post', settings: { token: 'sesame' } });
  });

  it('says so where the chosen one has no settings', () => {
    const { errors } = load(files(), { env: { KENTONGAN_WAY: 'form' } });
    expect(errors.map((error) => error.path)).toEqual(['channels[0].kind', 'channels[0].settingsByProvider.form']);
  });
});

describe('the storage', () => {
  const storage = {
    kind: '${KENTONGAN_STORAGE:-disk}',
    s3: {
      bucket: '${S3_BUCKET}',
      region: '${S3_REGION:-ap-southeast-3}',
      endpoint: '${S3_ENDPOINT:-}',
      pathStyle: '${S3_PATH_STYLE:-false}',
      accessKeyId: '${S3_ACCESS_KEY_ID}',
      secretAccessKey: '${S3_SECRET_ACCESS_KEY}',
    },
  };
  const read = (env: Record<string, string>) => {
    const files = smallConfig();
    change(files, GATEWAY, 'storage', storage);
    return load(files, { env: { POST_TOKEN: 'sesame', ...env } });
  };

  it('on disk needs no variable of the bucket, and is the default', () => {
    expect(read({}).config?.gateway.storage).toEqual({ kind: 'disk' });
    expect(load(smallConfig()).config?.gateway.storage).toEqual({ kind: 'disk' });
  });

  it('in a bucket needs them all, every one that is missing named at once', () => {
    expect(read({ KENTONGAN_STORAGE: 's3' }).errors.map(({ path }) => path)).toEqual([
      'storage.s3.bucket',
      'storage.s3.accessKeyId',
      'storage.s3.secretAccessKey',
    ]);
    const keys = { S3_BUCKET: 'lampiran', S3_ACCESS_KEY_ID: 'AKID', S3_SECRET_ACCESS_KEY: 'sesame' };
    const s3 = { kind: 's3', bucket: 'lampiran', region: 'ap-southeast-3', pathStyle: false, accessKeyId: 'AKID', secretAccessKey: 'sesame' }; // prettier-ignore
    expect(read({ KENTONGAN_STORAGE: 's3', ...keys }).config?.gateway.storage).toEqual(s3);
    const minio = { S3_ENDPOINT: 'http://10.0.0.5:9000', S3_PATH_STYLE: 'true' };
    expect(read({ KENTONGAN_STORAGE: 's3', ...keys, ...minio }).config?.gateway.storage).toEqual({
      ...s3,
      endpoint: 'http://10.0.0.5:9000',
      pathStyle: true,
    });
  });
});

describe('mailboxes that reports go to', () => {
  it('may come from a variable; one that is not set is warned of, and nobody is told there', () => {
    const files = smallConfig();
    change(files, 'tenants/alpha.yaml', 'reports', { recipients: { annual: ['head', { email: '${REPORTS_TO}' }] } });
    const annual = (env: Record<string, string>) => {
      const { config, warnings } = load(files, { env: { POST_TOKEN: 'sesame', ...env } });
      return { named: config?.tenants.bySlug('alpha')?.reports?.recipients.annual, warned: warnings.map(({ path }) => path) };
    }; // prettier-ignore
    expect(annual({ REPORTS_TO: 'Bappeda@daerah.example' }).named).toEqual([
      'head',
      { email: 'bappeda@daerah.example' },
    ]);
    const unset = annual({});
    expect(unset.named).toEqual(['head']);
    expect(unset.warned).toContain('reports.recipients.annual[1].email');
  });
});
