import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { KeyRing } from '../../../src/contacts/key-ring.js';
import { DispatchLinks } from '../../../src/dispatch/dispatch-links.js';

const keys = KeyRing.open(join(mkdtempSync(join(tmpdir(), 'kentongan-links-')), 'keys.json'));
let now = new Date('2026-03-02T01:00:00Z');
const links = new DispatchLinks({ keys, clock: { now: () => now } });
const token = (path: string) => path.replace(/^\/d\//, '');

describe('an officer’s link', () => {
  it('names dispatch and officer, and nobody else’s', () => {
    const [dispatchId, officerId] = [randomUUID(), randomUUID()];
    const path = links.path(dispatchId, officerId);
    expect(path).toMatch(/^\/d\/[\w-]{48,52}\.[\w-]{16}$/);
    expect(links.read(token(path))).toEqual({ dispatchId, officerId });
  });

  it('is refused with any character changed, cut or added', () => {
    const good = token(links.path(randomUUID(), randomUUID()));
    for (let index = 0; index < good.length; index += 1) {
      const other = good[index] === 'A' ? 'B' : 'A';
      expect(links.read(good.slice(0, index) + other + good.slice(index + 1))).toBeUndefined();
      expect(links.read(good.slice(0, index))).toBeUndefined();
    }
    for (const bad of ['', '.', 'x.y.z', `${good}.`, `${good}=`, `${good}A`]) expect(links.read(bad)).toBeUndefined();
  });

  it('ends after ninety days', () => {
    const good = token(links.path(randomUUID(), randomUUID()));
    now = new Date('2026-05-31T00:59:00Z');
    expect(links.read(good)).toBeDefined();
    now = new Date('2026-05-31T01:00:01Z');
    expect(links.read(good)).toBeUndefined();
  });
});
