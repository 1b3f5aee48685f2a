import 'reflect-metadata';
import { validateSync, type ValidationError } from 'class-validator';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { httpSmsProvider } from '../../../../src/channels/sms/http/http.provider.js';
import type { WebhookRequest } from '../../../../src/messaging/ports.js';
import { GET_SETTINGS } from './http-get.harness.js';
import { JSON_SETTINGS } from './http-json.harness.js';
import { fixture, HOOK, httpSettings } from './http.samples.js';

/** As config check shows them: path and what is expected. */
function errors(plain: object): string[] {
  const flat = (error: ValidationError, parent: string): string[] => {
    const path = parent === '' ? error.property : `${parent}.${error.property}`;
    return [
      ...Object.values(error.constraints ?? {}).map((message) => `${path}: ${message}`),
      ...(error.children ?? []).flatMap((child) => flat(child, path)),
    ];
  };
  return validateSync(httpSettings(plain), { whitelist: true, forbidNonWhitelisted: true }).flatMap((error) =>
    flat(error, ''),
  );
}

const BASE = { apiBase: 'https://sms.example.id' };
const inbound = (over: object): object => ({
  ...BASE,
  ...JSON_SETTINGS,
  inbound: { ...JSON_SETTINGS.inbound, ...over },
});
const outbound = (over: object): object => ({
  ...BASE,
  ...JSON_SETTINGS,
  outbound: { ...JSON_SETTINGS.outbound, ...over },
});

describe('settings of an aggregator', () => {
  it.each([
    ['GET and plain text', { ...BASE, ...GET_SETTINGS }],
    ['signed JSON', { ...BASE, ...JSON_SETTINGS }],
    ['a way in only', { inbound: JSON_SETTINGS.inbound }],
    ['a way out only', { ...BASE, outbound: GET_SETTINGS.outbound }],
  ])('are in order: %s', (_name, plain) => {
    expect(errors(plain)).toEqual([]);
  });

  it.each([
    ['nothing', {}, 'inbound: inbound or outbound (or both) must be given'],
    [
      'GET with a form',
      { inbound: { ...GET_SETTINGS.inbound, format: 'form' } },
      'inbound.format: format must be query where method is GET',
    ],
    ['an unknown format', inbound({ format: 'xml' }), 'inbound.format: format must be form, json or query'],
    [
      'no auth',
      inbound({ auth: undefined }),
      'inbound.auth: auth must say how a delivery is known to be genuine (type: secret or hmac)',
    ],
    [
      'an empty secret',
      inbound({ auth: { type: 'secret', in: 'header', name: 'x', value: '' } }),
      'inbound.auth.value: value must be the secret itself, by name: ${SMS_HTTP_SECRET}',
    ],
    [
      'a signature over GET',
      { inbound: { ...GET_SETTINGS.inbound, auth: JSON_SETTINGS.inbound.auth } },
      'inbound.auth: auth.type hmac signs a body: it needs method POST and format form or json',
    ],
    [
      'a timestamp without its header',
      inbound({ auth: { type: 'hmac', header: 'X', secret: 's', payload: 'timestamp+body' } }),
      'inbound.auth.timestampHeader: timestampHeader must be the header with the time of signing, since payload is timestamp+body',
    ],
    [
      'no sender',
      inbound({ fields: { text: 't', id: 'i' } }),
      'inbound.fields.from: from must name the field that holds the sender',
    ],
    [
      'neither id nor time',
      inbound({ fields: { text: 't', from: 'f' } }),
      'inbound.fields.time: time must name the field that holds the time of sending, since no id tells two equal texts apart',
    ],
    ['a list in a form', inbound({ format: 'form' }), 'inbound.list: list needs format json'],
    [
      'an answer that is an error',
      inbound({ answer: { status: 500 } }),
      'inbound.answer.status: status must be 200 to 299: the answer after the message is stored',
    ],
    [
      'an unknown state',
      inbound({ status: { fields: { id: 'i', state: 's' }, states: { OK: 'arrived' } } }),
      "inbound.status.states: states must be a map of the aggregator's states to sent, delivered, read, failed, ignored",
    ],
    ['no text sent', outbound({ fields: { to: '{to}' } }), 'outbound.fields: fields must hold {to} and {text}'],
    [
      'a path without apiBase',
      { outbound: GET_SETTINGS.outbound },
      'outbound: apiBase must be given where outbound.url is a path',
    ],
    [
      'a URL of another kind',
      outbound({ url: 'ftp://sms.example.id' }),
      'outbound.url: url must be an http(s) URL, or a path that begins with / below apiBase',
    ],
    [
      'idempotent without {id}',
      outbound({ fields: { to: '{to}', text: '{text}' } }),
      'outbound.idempotent: idempotent needs {id} in fields',
    ],
    [
      'a pattern that does not compile',
      outbound({ success: { matches: '(' } }),
      'outbound.success.matches: matches must be a regular expression',
    ],
    [
      'an id pattern without group',
      outbound({ idPattern: 'OK' }),
      'outbound.idPattern: idPattern must be a regular expression with one group in parentheses',
    ],
    [
      'a rule without condition',
      outbound({ errors: [{ outcome: 'retry' }] }),
      'outbound.errors.0.outcome: a rule needs at least one of status, equals, matches',
    ],
    [
      'a rule of another outcome',
      outbound({ errors: [{ status: 400, outcome: 'sent' }] }),
      'outbound.errors.0.outcome: outcome must be retry, rejected or opted-out',
    ],
    [
      'basic auth without password',
      outbound({ auth: { type: 'basic', username: 'u' } }),
      'outbound.auth.password: password must be given for type basic, by name: ${...}',
    ],
    ['a misspelt key', outbound({ metod: 'POST' }), 'outbound.metod: property metod should not exist'],
  ])('say what is wrong: %s', (_name, plain, message) => {
    expect(errors(plain)).toContain(message);
  });
});

describe('docs/channels/sms-http.md', () => {
  const page = readFileSync(join(__dirname, '../../../../docs/channels/sms-http.md'), 'utf8');
  const blocks = [...page.matchAll(/```yaml\n(.*?)```/gs)].map((match) => parseYaml(match[1] ?? '') as unknown);

  it('shows settings that are in order', () => {
    const settings = blocks.map((block) =>
      Array.isArray(block) ? (block[0] as { settings: object }).settings : block,
    );
    expect(settings).toHaveLength(2);
    for (const block of settings) {
      // ${NAME} stands for an address here.
      const plain = { ...(block as object), apiBase: 'https://sms.example.id/api' };
      expect(errors(plain)).toEqual([]);
    }
  });
});

describe('an aggregator that posts forms without an id', () => {
  const SECRET = 'kunci-header';
  const webhook = httpSmsProvider.create({
    id: 'x',
    settings: httpSettings({
      inbound: {
        format: 'form',
        fields: { from: 'msisdn', text: 'message', time: 'received_at' },
        auth: { type: 'secret', in: 'header', name: 'X-Api-Key', value: SECRET },
      },
    }),
  }).webhook;
  const deliver = (body: Buffer, headers: Record<string, string> = { 'x-api-key': SECRET }): WebhookRequest => ({
    method: 'POST',
    url: HOOK,
    headers,
    body,
    now: new Date(),
  });

  it('has messages whose identity is sender, time and text', () => {
    const body = fixture('form-message-without-id.form');
    const [event] = webhook?.parse(deliver(body)) ?? [];
    expect(event).toMatchObject({
      type: 'message',
      externalId: expect.stringMatching(/^content:[0-9a-f]{64}$/) as string,
      from: { value: '+6281100000003' },
      sentAt: '2025-11-21T01:15:00.000Z',
    });
    const other = (change: (text: string) => string) =>
      webhook?.parse(deliver(Buffer.from(change(body.toString()))))[0];
    expect(other((text) => text)).toEqual(event);
    for (const change of [
      (t: string) => t.replace('1763687700', '1763687701'),
      (t: string) => t.replace('keruh', 'bau'),
      (t: string) => t.replace('0003', '0004'),
    ]) {
      expect(other(change)).not.toMatchObject({ externalId: event?.type === 'message' ? event.externalId : '' });
    }
  });

  it('needs the time for that', () => {
    expect(() => webhook?.parse(deliver(Buffer.from('msisdn=081100000003&message=halo')))).toThrow(
      expect.objectContaining({ field: 'received_at' }) as Error,
    );
  });

  it('can opt out', () => {
    expect(webhook?.parse(deliver(fixture('form-stop.form')))).toMatchObject([
      { type: 'opt-out', from: { value: '+6281100000003' } },
    ]);
  });

  it.each([[{}], [{ 'x-api-key': '' }], [{ 'x-api-key': 'kunci-heade' }], [{ 'x-api-key': `${SECRET} ` }]])(
    'is not believed with %j',
    (headers) => {
      expect(webhook?.verify(deliver(Buffer.alloc(0), headers as Record<string, string>)).ok).toBe(false);
    },
  );

  it('is believed with its key, as it is and as a bearer', () => {
    expect(webhook?.verify(deliver(Buffer.alloc(0))).ok).toBe(true);
    expect(webhook?.verify(deliver(Buffer.alloc(0), { 'x-api-key': `Bearer ${SECRET}` })).ok).toBe(true);
  });

  it('may not call with another method', () => {
    expect(() => webhook?.parse({ ...deliver(Buffer.alloc(0)), method: 'GET' })).toThrow(
      expect.objectContaining({ field: 'method' }) as Error,
    );
  });
});

describe('signatures as aggregators make them', () => {
  const body = Buffer.from('{"a":1}');
  it.each([
    ['sha1', 'base64'],
    ['sha512', 'hex'],
    ['sha256', 'base64'],
  ] as const)('%s in %s over the body', (algorithm, encoding) => {
    const webhook = httpSmsProvider.create({
      id: 'x',
      settings: httpSettings({
        inbound: {
          format: 'json',
          fields: { id: 'i', from: 'f', text: 't' },
          auth: { type: 'hmac', header: 'Sig', secret: 's', algorithm, encoding },
        },
      }),
    }).webhook;
    const sig = createHmac(algorithm, 's').update(body).digest(encoding);
    const request: WebhookRequest = { method: 'POST', url: HOOK, headers: { sig }, body, now: new Date() };
    expect(webhook?.verify(request)).toEqual({ ok: true });
    expect(webhook?.verify({ ...request, body: Buffer.from('{"a":2}') })).toEqual({
      ok: false,
      reason: 'signature-mismatch',
    });
  });
});
