import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { KeyRing } from '../../../src/contacts/key-ring.js';
import { sealedIn } from '../../../src/contacts/vault-context.js';
import { Vault } from '../../../src/contacts/vault.js';
import { CodedError } from '../../../src/messaging/errors.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'kentongan-keys-'));
const newVault = (): Vault => new Vault(KeyRing.open(join(folder(), 'keys.json')));
const PERSON = { kind: 'phone', value: '+6281100000001' } as const;

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('the vault', () => {
  const vault = newVault();

  it('promise 7: opens what it sealed, and seals the same words differently each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = text.toWellFormed();
        const [one, two] = [vault.seal(plain, 'a.b:1'), vault.seal(plain, 'a.b:1')];
        expect(vault.openText(one, vault.keyId, 'a.b:1')).toBe(plain);
        expect(one.equals(two)).toBe(false);
        if (plain.length > 3) expect(one.includes(Buffer.from(plain))).toBe(false);
      }),
    );
    const bytes = Buffer.from([0, 255, 128, 0]);
    expect(vault.open(vault.seal(bytes, 'x:1'), vault.keyId, 'x:1')).toEqual(bytes);
  });

  it('never uses an initialisation vector twice, over many pools of them', () => {
    const ivs = new Set(Array.from({ length: 2_000 }, () => vault.seal('x', 'y').subarray(0, 12).toString('hex')));
    expect(ivs.size).toBe(2_000);
  });

  it('does not open what was tampered with, in any byte', () => {
    const sealed = vault.seal('jalan rusak', 'a.b:1');
    for (let index = 0; index < sealed.length; index += 1) {
      const broken = Buffer.from(sealed);
      broken[index] = (broken[index] ?? 0) ^ 1;
      expect(codeOf(() => vault.open(broken, vault.keyId, 'a.b:1'))).toBe('sealed-value-damaged');
    }
    expect(codeOf(() => vault.open(sealed.subarray(0, 20), vault.keyId, 'a.b:1'))).toBe('sealed-value-damaged');
    expect(codeOf(() => vault.open(Buffer.alloc(0), vault.keyId, 'a.b:1'))).toBe('sealed-value-damaged');
  });

  it('promise 7: does not open a value that was moved to another row or column', () => {
    const sealed = vault.seal('+6281100000001', sealedIn.contactAddress('id-1'));
    expect(codeOf(() => vault.open(sealed, vault.keyId, sealedIn.contactAddress('id-2')))).toBe('sealed-value-damaged');
    expect(codeOf(() => vault.open(sealed, vault.keyId, sealedIn.contactName('id-1')))).toBe('sealed-value-damaged');
  });

  it("does not open another gateway's value, and says which key is missing without saying more", () => {
    const sealed = newVault().seal('+6281100000001', 'a.b:1');
    expect(codeOf(() => vault.open(sealed, vault.keyId, 'a.b:1'))).toBe('sealed-value-damaged');
    expect(codeOf(() => vault.open(sealed, 'k9', 'a.b:1'))).toBe('key-missing');
    expect(() => vault.open(sealed, 'k9', 'a.b:1')).not.toThrow(/62811/);
  });

  it('finds an address again by a keyed hash: the same in the gateway, another in each tenant and gateway', () => {
    expect(vault.addressHash(PERSON)).toEqual(vault.addressHash({ ...PERSON }));
    expect(vault.addressHash(PERSON)).not.toEqual(vault.addressHash({ kind: 'whatsapp', value: PERSON.value }));
    expect(vault.tenantAddressHash('badung', PERSON)).not.toEqual(vault.tenantAddressHash('bangli', PERSON));
    expect(vault.tenantAddressHash('badung', PERSON)).not.toEqual(vault.addressHash(PERSON));
    expect(newVault().addressHash(PERSON)).not.toEqual(vault.addressHash(PERSON));
  });

  it('tells channels, tenants and senders apart in its other hashes', () => {
    expect(vault.externalIdHash('sms-1708', 'SM1')).not.toEqual(vault.externalIdHash('sms-2', 'SM1'));
    const [one, two] = [vault.addressHash(PERSON), vault.addressHash({ kind: 'phone', value: '+6281100000002' })];
    expect(vault.textHash('badung', one, 'x')).not.toEqual(vault.textHash('badung', two, 'x'));
    expect(vault.textHash('badung', one, 'x')).not.toEqual(vault.textHash('bangli', one, 'x'));
  });
});

describe('the key file', () => {
  it('is made once, with mode 0600, and leaves nothing beside it', () => {
    const home = folder();
    const file = join(home, 'deeper', 'keys.json');
    const first = KeyRing.open(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(home, 'deeper'))).toEqual(['keys.json']);
    const again = KeyRing.open(file);
    expect(again.activeKeyId).toBe(first.activeKeyId);
    expect(again.hmac('x', 'y')).toEqual(first.hmac('x', 'y'));
    expect(again.hmac('z', 'y')).not.toEqual(first.hmac('x', 'y'));
  });

  it('keeps what is there when two first starts race', () => {
    const home = folder();
    const file = join(home, 'keys.json');
    const rings = [KeyRing.open(file), KeyRing.open(file)];
    expect(new Set(rings.map((ring) => ring.hmac('x', 'y').toString('hex'))).size).toBe(1);
  });

  it('reads values of a retired key and seals with the active one', () => {
    const file = join(folder(), 'keys.json');
    const old = new Vault(KeyRing.open(file));
    const sealed = old.seal('lama', 'a:1');
    const content = JSON.parse(readFileSync(file, 'utf8')) as { active: string; encryption: Record<string, string> };
    content.encryption['k2'] = Buffer.alloc(32, 7).toString('base64');
    content.active = 'k2';
    writeFileSync(file, JSON.stringify(content));
    const rotated = new Vault(KeyRing.open(file));
    expect(rotated.keyId).toBe('k2');
    expect(rotated.openText(sealed, 'k1', 'a:1')).toBe('lama');
    expect(codeOf(() => old.open(rotated.seal('baru', 'a:1'), 'k2', 'a:1'))).toBe('key-missing');
  });

  const KEY = Buffer.alloc(32, 1).toString('base64');
  it.each([
    ['no JSON', '{"version":1,', 'not readable as JSON'],
    ['nothing', '', 'not readable as JSON'],
    [
      'a short key',
      JSON.stringify({ version: 1, active: 'k1', encryption: { k1: 'c2hvcnQ=' }, hashing: KEY }),
      'encryption key "k1" has not 32 bytes',
    ],
    [
      'an unknown active key',
      JSON.stringify({ version: 1, active: 'k2', encryption: { k1: KEY }, hashing: KEY }),
      '"active" names no key',
    ],
    ['no keys', JSON.stringify({ version: 1, active: 'k1' }), '"active" names no key'],
    [
      'no hashing key',
      JSON.stringify({ version: 1, active: 'k1', encryption: { k1: KEY } }),
      '"hashing" has not 32 bytes',
    ],
    ['something else', '[]', '"active" names no key'],
    ['null', 'null', '"active" names no key'],
    [
      'a number for a key',
      JSON.stringify({ version: 1, active: 'k1', encryption: { k1: 5 }, hashing: KEY }),
      'has not 32 bytes',
    ],
  ])('that holds %s is refused and left as it is', (_what, content, message) => {
    const file = join(folder(), 'keys.json');
    writeFileSync(file, content);
    chmodSync(file, 0o600);
    expect(codeOf(() => KeyRing.open(file))).toBe('key-file');
    expect(() => KeyRing.open(file)).toThrow(message);
    expect(readFileSync(file, 'utf8')).toBe(content);
    expect(existsSync(`${file}.${String(process.pid)}.tmp`)).toBe(false);
  });
});
