import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cloudApiProvider } from '../../../../src/channels/whatsapp/cloud-api/cloud-api.provider.js';
import { messengerProvider } from '../../../../src/channels/whatsapp/messenger/messenger.provider.js';
import { telegramProvider } from '../../../../src/channels/whatsapp/telegram/telegram.provider.js';
import type { ChannelAdapter, FetchedMedia } from '../../../../src/messaging/ports.js';
import {
  cloudApiSettings,
  graphError,
  messengerSettings,
  OTHER_PHONE_NUMBER_ID,
  PHONE_NUMBER_ID,
  TOKEN,
} from './meta.samples.js';
import { BOT_TOKEN, telegramSettings } from './telegram.harness.js';

const PNG = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');
type Answer = { status: number; headers?: Record<string, string>; body: string | Buffer };

let server: Server;
let base: string;
let answers: Record<string, Answer>;
let asked: { url: string; authorization: string | undefined }[];
const open: ChannelAdapter[] = [];

beforeEach(async () => {
  asked = [];
  answers = {};
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
    const answer = answers[request.url ?? ''] ?? { status: 404, body: '{}' };
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterEach(async () => {
  for (const adapter of open.splice(0)) await adapter.sender?.close?.();
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

async function fetched(adapter: ChannelAdapter, ref: string, most = 1_000): Promise<FetchedMedia | undefined> {
  open.push(adapter);
  return adapter.media?.fetch(ref, most);
}

describe("WhatsApp's media", () => {
  const lookup = `/v23.0/1003383421387256?phone_number_id=${PHONE_NUMBER_ID}`;
  const fetch = async (most?: number, ref = '1003383421387256'): Promise<FetchedMedia | undefined> =>
    fetched(cloudApiProvider.create({ id: 'wa-bangli', settings: cloudApiSettings({ apiBase: base }) }), ref, most);
  const found = (url: string, size = PNG.length): Answer => ({
    status: 200,
    body: JSON.stringify({
      messaging_product: 'whatsapp',
      url,
      mime_type: 'text/html',
      sha256: 'x',
      file_size: size,
      id: '1',
    }),
  });

  it('come in two steps, each with the token, with the type of their content', async () => {
    answers = {
      [lookup]: found(`${base}/media/1`),
      '/media/1': { status: 200, headers: { 'content-type': 'text/html' }, body: PNG },
    };
    expect(await fetch()).toEqual({ bytes: PNG, contentType: 'image/png' });
    expect(asked).toEqual([
      { url: lookup, authorization: `Bearer ${TOKEN}` },
      { url: '/media/1', authorization: `Bearer ${TOKEN}` },
    ]);
  });
  it.each([
    ['http://lookaside.fbsbx.com/x'],
    ['https://lookaside.fbsbx.com.example.id/x'],
    ['https://lookaside.fbsbx.com:8443/x'],
    ['https://user@lookaside.fbsbx.com/x'],
    ['https://evil-lookaside.fbsbx.com/x'],
    ['http://169.254.169.254/latest/meta-data'],
    ['tidak'],
  ])('are not fetched from %s', async (url) => {
    answers = { [lookup]: found(url) };
    await expect(fetch()).rejects.toMatchObject({ code: 'media-host-refused', retryable: false });
    expect(asked).toHaveLength(1);
  });
  it('are not asked for when they say that they are too large', async () => {
    answers = { [lookup]: found(`${base}/media/1`, 5_000) };
    await expect(fetch(1_000)).rejects.toMatchObject({ code: 'media-too-large', retryable: false });
    expect(asked).toHaveLength(1);
  });
  it('are cut off when they lied about it', async () => {
    answers = { [lookup]: found(`${base}/media/1`, 10), '/media/1': { status: 200, body: 'x'.repeat(5_000) } };
    await expect(fetch(1_000)).rejects.toMatchObject({ code: 'media-too-large' });
  });
  it('follow no redirect', async () => {
    answers = {
      [lookup]: found(`${base}/media/1`),
      '/media/1': { status: 302, headers: { location: `${base}/media/2` }, body: '' },
    };
    await expect(fetch()).rejects.toMatchObject({ code: 'media-unreachable' });
    expect(asked).toHaveLength(2);
  });
  it.each([
    ['an unknown id', graphError(400, 100, "Object with ID '1' does not exist", 33), 'media-gone', false],
    ['a token that expired', graphError(401, 190, 'expired'), 'media-unreachable', true],
    ['a server in trouble', { status: 500, body: '' }, 'media-unreachable', true],
  ])('fail by name for %s', async (_name, answer, code, retryable) => {
    answers = { [lookup]: answer };
    await expect(fetch()).rejects.toMatchObject({ code, retryable });
  });
  it('are asked for by nothing that is no id', async () => {
    await expect(fetch(1_000, `../${OTHER_PHONE_NUMBER_ID}?x=1`)).rejects.toMatchObject({ code: 'media-gone' });
    expect(asked).toEqual([]);
  });
});

describe("Messenger's media", () => {
  const fetch = async (ref: string): Promise<FetchedMedia | undefined> =>
    fetched(messengerProvider.create({ id: 'm', settings: messengerSettings({ apiBase: base }) }), ref);

  it('come from the address in the message, without the token', async () => {
    answers = { '/cdn/1.jpg?oe=x': { status: 200, body: PNG } };
    expect(await fetch(`${base}/cdn/1.jpg?oe=x`)).toEqual({ bytes: PNG, contentType: 'image/png' });
    expect(asked).toEqual([{ url: '/cdn/1.jpg?oe=x', authorization: undefined }]);
  });
  it.each([
    ['https://fbcdn.net.example.id/x'],
    ['http://scontent.xx.fbcdn.net/x'],
    ['https://evilfbcdn.net/x'],
    ['file:///etc/passwd'],
  ])('are not fetched from %s', async (url) => {
    await expect(fetch(url)).rejects.toMatchObject({ code: 'media-host-refused' });
  });
});

describe("Telegram's media", () => {
  const getFile = `/bot${BOT_TOKEN}/getFile`;
  const fetch = async (most?: number): Promise<FetchedMedia | undefined> =>
    fetched(
      telegramProvider.create({ id: 't', settings: telegramSettings({ apiBase: base }) }),
      'AgACAgUAAxkBAAIlarge',
      most,
    );
  const found = (path: string, size = PNG.length): Answer => ({
    status: 200,
    body: JSON.stringify({ ok: true, result: { file_id: 'x', file_unique_id: 'y', file_size: size, file_path: path } }),
  });

  it('come in two steps from the configured far end', async () => {
    answers = {
      [getFile]: found('photos/file_1.jpg'),
      [`/file/bot${BOT_TOKEN}/photos/file_1.jpg`]: { status: 200, body: PNG },
    };
    expect(await fetch()).toEqual({ bytes: PNG, contentType: 'image/png' });
  });
  it.each([['../getMe'], ['photos/../../x'], ['/etc/passwd'], ['https://example.id/x'], ['']])(
    'are not fetched from %j',
    async (path) => {
      answers = { [getFile]: found(path) };
      await expect(fetch()).rejects.toMatchObject({ code: 'media-host-refused' });
      expect(asked).toHaveLength(1);
    },
  );
  it.each([
    [{ status: 400, body: '{"ok":false,"description":"Bad Request: file is too big"}' }, 'media-too-large', false],
    [{ status: 400, body: '{"ok":false,"description":"Bad Request: invalid file_id"}' }, 'media-gone', false],
    [{ status: 401, body: '{"ok":false}' }, 'media-unreachable', true],
  ])('fail by name: %j', async (answer, code, retryable) => {
    answers = { [getFile]: answer };
    const failure: unknown = await fetch().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, retryable });
    expect((failure as Error).message).not.toContain(BOT_TOKEN);
  });
  it('are not asked for when they say that they are too large', async () => {
    answers = { [getFile]: found('photos/file_1.jpg', 5_000) };
    await expect(fetch(1_000)).rejects.toMatchObject({ code: 'media-too-large' });
    expect(asked).toHaveLength(1);
  });
});
