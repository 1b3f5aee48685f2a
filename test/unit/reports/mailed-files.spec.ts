import { mailingOf } from '../../../src/reports/mailed-files.js';

const MEGABYTE = 1024 * 1024;
const file = (size: number) => ({ storageKey: 'x', sha256: 'x', filename: 'laporan.xlsx', contentType: 'x', size });

describe('whether the files of a report go with its mail', () => {
  it.each(['daily', 'issues', 'monthly', 'evaluation', 'annual'] as const)('%s: both, up to five megabytes', (type) => {
    expect(mailingOf({ type, notes: ['times'] }, [file(4 * MEGABYTE), file(MEGABYTE)])).toBe('attached');
    expect(mailingOf({ type, notes: ['times'] }, [file(4 * MEGABYTE), file(MEGABYTE + 1)])).toBe('too-large');
  });

  it('the register never, nor anything with identities', () => {
    expect(mailingOf({ type: 'register', notes: ['without-identities'] }, [file(1)])).toBe('kept-here');
    expect(mailingOf({ type: 'daily', notes: ['with-identities'] }, [file(1)])).toBe('kept-here');
  });
});
