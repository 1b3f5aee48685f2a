import { mkdtempSync, readdirSync, readFileSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { KeyRing } from '../../../src/contacts/key-ring.js';
import { Vault } from '../../../src/contacts/vault.js';
import { SealedAttachmentStore } from '../../../src/tickets/attachment-store.js';
import type { ObjectStorage } from '../../../src/tickets/storage/object-storage.js';
import { checkStorage, openStorage } from '../../../src/tickets/storage/open-storage.js';
import { CapturedLogs } from '../../kit/captured-logs.js';
import { FakeS3, S3_KEY_ID, S3_SECRET } from '../../kit/s3.js';

const folder = mkdtempSync(join(tmpdir(), 'kentongan-storage-'));
const vault = new Vault(KeyRing.open(join(folder, 'keys.json')));
const clock = { now: () => new Date('2026-11-21T08:00:00Z') };
const s3 = new FakeS3();
const PHOTO = Buffer.from('foto jalan rusak');
const META = { contentType: 'image/jpeg', filename: '../../Siti.jpg' };

beforeAll(() => s3.start());
afterAll(() => s3.stop());
beforeEach(() => {
  s3.objects.clear();
  s3.requests.length = 0;
  s3.faults = [];
  s3.down = undefined;
});

const s3Config = (change: object = {}) => ({
  kind: 's3' as const,
  bucket: 'lampiran',
  region: 'ap-southeast-3',
  endpoint: s3.endpoint,
  pathStyle: true,
  accessKeyId: S3_KEY_ID,
  secretAccessKey: S3_SECRET,
  ...change,
});
const openS3 = (change: object = {}): Promise<ObjectStorage> => openStorage(s3Config(change), folder);
/** Names that were noted before their bytes were written. */
const noted: string[] = [];
const pledges = { note: async (key: string) => void noted.push(key) };
const storeOn = (storage: ObjectStorage): SealedAttachmentStore =>
  new SealedAttachmentStore(storage, vault, clock, pledges);

describe.each([
  ['disk', () => openStorage({ kind: 'disk' }, folder)],
  ['s3', () => openS3()],
])('files on %s', (_kind, open) => {
  it('come back as they were put, under a name that says nothing', async () => {
    const store = storeOn(await open());
    const stored = await store.put(PHOTO, META);
    expect(stored).toMatchObject({
      size: PHOTO.length,
      ref: expect.stringMatching(/^2026-11-21\/[0-9a-f-]{36}$/) as string,
    });
    expect(await store.get(stored.ref)).toEqual(PHOTO);
    const view = await store.putBeside(stored.ref, 'view', Buffer.from('kecil'));
    expect(await store.get(view)).toEqual(Buffer.from('kecil'));
    expect(await store.get(stored.ref)).toEqual(PHOTO);
  });

  it('are replaced under a name that is given twice', async () => {
    const store = storeOn(await open());
    const first = await store.put(PHOTO, META, 'satu');
    const second = await store.put(Buffer.from('lain'), META, 'satu');
    expect(second.ref).toBe(first.ref);
    expect(await store.get(first.ref)).toEqual(Buffer.from('lain'));
  });

  it('that are gone are gone for good', async () => {
    const storage = await open();
    await storage.put('2026-11-21/x', PHOTO);
    await storage.remove('2026-11-21/x');
    await storage.remove('2026-11-21/x');
    await expect(storage.get('2026-11-21/x')).rejects.toMatchObject({ code: 'object-missing', retryable: false });
  });

  it('are tried out at start without leaving anything', async () => {
    const logs = new CapturedLogs();
    expect(await checkStorage(await open(), 'kind', logs.logger)).toBe(true);
    expect(logs.lines).toEqual([]);
    expect([...s3.objects.keys()]).toEqual([]);
  });
});

describe('sealed files', () => {
  it('show neither their bytes nor their name to whoever has the storage', async () => {
    const store = storeOn(await openS3());
    await store.put(Buffer.from('NIK 6310000000000001'), META);
    const [[key, object] = ['', Buffer.alloc(0)]] = [...s3.objects];
    expect(object.includes('NIK')).toBe(false);
    expect(key).not.toContain('Siti');
  });

  it('open in their own place only, and not when altered', async () => {
    const storage = await openStorage({ kind: 'disk' }, folder);
    const store = storeOn(storage);
    const { ref } = await store.put(PHOTO, META);
    const object = await storage.get(ref);
    await storage.put('2026-11-21/moved', object);
    await expect(store.get('2026-11-21/moved')).rejects.toMatchObject({ code: 'attachment-damaged', retryable: false });
    object[object.length - 1] = (object[object.length - 1] ?? 0) ^ 1;
    await storage.put(ref, object);
    await expect(store.get(ref)).rejects.toMatchObject({ code: 'attachment-damaged' });
    await storage.put(ref, PHOTO);
    await expect(store.get(ref)).rejects.toMatchObject({ code: 'attachment-damaged' });
    await storage.put(ref, Buffer.alloc(0));
    await expect(store.get(ref)).rejects.toMatchObject({ code: 'attachment-damaged' });
  });

  it('are noted before anything is written, and not written without', async () => {
    const order: string[] = [];
    const storage: ObjectStorage = { put: async (key) => void order.push(`put ${key}`), get: async () => PHOTO, remove: async () => undefined }; // prettier-ignore
    const store = new SealedAttachmentStore(storage, vault, clock, {
      note: async (key) => void order.push(`note ${key}`),
    });
    const { ref } = await store.put(PHOTO, META);
    await store.putBeside(ref, 'view', PHOTO);
    expect(order).toEqual([`note ${ref}`, `put ${ref}`, `note ${ref}-view`, `put ${ref}-view`]);
    const away = { note: async () => Promise.reject(new Error('away')) };
    await expect(new SealedAttachmentStore(storage, vault, clock, away).put(PHOTO, META)).rejects.toThrow('away');
    expect(order).toHaveLength(4);
  });

  it('are never looked for outside the storage, whatever the name', async () => {
    const asked: string[] = [];
    const nowhere: ObjectStorage = {
      put: async (key) => void asked.push(key),
      get: async (key) => {
        asked.push(key);
        return PHOTO;
      },
      remove: async () => undefined,
    };
    const store = storeOn(nowhere);
    const odd = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '../keys.json',
        '2026-11-21/../../keys.json',
        '/etc/passwd',
        '2026-11-21/%2e%2e',
        'C:\\x',
        '2026-11-21/a\0b',
        '',
      ),
    );
    await fc.assert(
      fc.asyncProperty(odd, async (name) => {
        fc.pre(!/^\d{4}-\d{2}-\d{2}\/[0-9a-z-]{1,80}$/.test(name));
        await expect(store.get(name)).rejects.toMatchObject({ code: 'attachment-ref-foreign' });
        await store.put(PHOTO, { contentType: 'image/jpeg', filename: name });
      }),
    );
    for (const key of asked) expect(key).toMatch(/^2026-11-21\/[0-9a-f-]{36}$/);
  });
});

describe('on disk', () => {
  it('a full or closed directory says so', async () => {
    const closed = mkdtempSync(join(tmpdir(), 'kentongan-closed-'));
    writeFileSync(join(closed, 'attachments'), 'a file where the folder should be');
    const storage = await openStorage({ kind: 'disk' }, closed);
    await expect(storage.put('2026-11-21/x', PHOTO)).rejects.toMatchObject({ name: 'CodedError', retryable: true });
    const logs = new CapturedLogs();
    expect(await checkStorage(storage, 'disk', logs.logger)).toBe(false);
    expect(logs.lines).toHaveLength(1);
    expect(JSON.stringify(logs.lines)).not.toContain(closed);
  });

  it('lies below the data directory', async () => {
    const own = mkdtempSync(join(tmpdir(), 'kentongan-own-'));
    chmodSync(own, 0o700);
    const { ref } = await storeOn(await openStorage({ kind: 'disk' }, own)).put(PHOTO, META);
    expect(readdirSync(join(own, 'attachments'))).toEqual(['2026-11-21']);
    expect(readFileSync(join(own, 'attachments', ref)).includes('jalan')).toBe(false);
  });
});

describe('an S3 service', () => {
  it.each([
    ['503 SlowDown', { status: 503, code: 'SlowDown' }],
    ['503', { status: 503, code: 'ServiceUnavailable' }],
    ['500', { status: 500, code: 'InternalError' }],
  ])('that answers %s now and then is asked again', async (_name, fault) => {
    const storage = await openS3();
    s3.faults = [fault, fault];
    await storage.put('2026-11-21/x', PHOTO);
    expect(s3.requests.map(({ method, status }) => `${method} ${String(status)}`)).toEqual([
      `PUT ${String(fault.status)}`,
      `PUT ${String(fault.status)}`,
      'PUT 200',
    ]);
    s3.faults = [fault];
    expect(await storage.get('2026-11-21/x')).toEqual(PHOTO);
  });

  it('that stays overloaded is an error to be tried again later', async () => {
    s3.down = { status: 503, code: 'SlowDown' };
    await expect((await openS3()).put('2026-11-21/x', PHOTO)).rejects.toMatchObject({
      code: 'storage-unreachable',
      retryable: true,
    });
    expect(s3.requests).toHaveLength(4);
  });

  it('that is not there is one too', async () => {
    const storage = await openS3({ endpoint: 'http://127.0.0.1:9' });
    await expect(storage.put('2026-11-21/x', PHOTO)).rejects.toMatchObject({
      code: 'storage-unreachable',
      retryable: true,
    });
  });

  it.each([
    ['an unknown key', { accessKeyId: 'AKIDNOBODY' }, 'storage-refused'],
    ['a wrong secret', { secretAccessKey: 'wrong-secret' }, 'storage-refused'],
    ['no such bucket', { bucket: 'lain' }, 'storage-no-bucket'],
  ])('with %s says what to do, and nothing of the key', async (_name, change, code) => {
    const logs = new CapturedLogs();
    expect(await checkStorage(await openS3(change), 's3', logs.logger)).toBe(false);
    expect(logs.lines).toEqual([
      expect.objectContaining({
        fields: { error: code, storage: 's3', words: expect.stringMatching(/check|create/) as string },
      }),
    ]);
    expect(JSON.stringify(logs.lines)).not.toMatch(/AKID|secret-/);
    expect(s3.requests).toHaveLength(1);
  });
});
