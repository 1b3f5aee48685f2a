import { StandardRun } from '../../kit/standard-run.js';

/**
 * Standar Pelayanan Pengelolaan Layanan Sistem Pengaduan Masyarakat dan Aspirasi pada Kabupaten Badung (2022): by SMS to
 * 1708, with an agency that is told by SMS and answers there. Times are WITA.
 */
const CITIZEN = '+6281100000301';
const at = (iso: string): string => new Date(iso).toISOString().slice(0, 16);

let run: StandardRun;
let number: string;
let dispatchId: string;
beforeAll(async () => {
  run = await StandardRun.start('2026-03-17T10:00:00+08:00');
}, 120_000);
afterAll(() => run.stop());

describe('Standar Pelayanan Sistem Pengaduan Masyarakat Kabupaten Badung', () => {
  it('1. "Pelapor menyampaikan pengaduannya secara lisan/tertulis ke tim pengaduan"', async () => {
    const { number: opened } = await run.complaint('sms-1708', CITIZEN, 'BADUNG jalan berlubang di Jl Raya Mengwi dekat pasar'); // prettier-ignore
    number = opened;
    expect(await run.ticket(number)).toMatchObject({ tenant: 'badung', agency: 'pupr' });
  });

  it('"3 hari kerja": over Nyepi, Idulfitri and their joint leave', async () => {
    const due = await run.workingDaysFrom('badung', '2026-03-17T10:00:00+08:00', 3);
    expect((await run.ticket(number)).due_at.toISOString().slice(0, 16)).toBe(at(due));
    expect(await run.closedDays('badung', '2026-03-17', '2026-03-25')).toEqual(
      expect.arrayContaining(['2026-03-18', '2026-03-19', '2026-03-20', '2026-03-23', '2026-03-24']),
    );
  });

  it('2. "Petugas pengaduan menerima dan mendisposisikan pengaduan sesuai instansi terkait"', async () => {
    await run.announce(number);
    expect(await run.happened(number, 'announced')).toBeDefined();
    const dispatched = await run.core.dispatches.dispatch(number, {
      agency: 'pupr',
      actor: { kind: 'operator', by: 'cli' },
    });
    dispatchId = dispatched.dispatchId;
    await run.look();
    const told = await run.staffMessages(number, 'dispatch');
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(({ kind }) => kind === 'sms')).toBe(true);
  });

  it('3. "Petugas penindaklanjut instansi mengkonfirmasi"', async () => {
    const officer = await run.officerOf('badung', 'pupr');
    const notice = await run.heard(officer, new RegExp(number));
    expect(notice.text).not.toContain(CITIZEN);
    await run.say('sms-1708', officer, `TERIMA ${number}`);
    expect(await run.state(number)).toBe('in-progress');
    // Somebody else who knows the number is no officer: it is a citizen's message like any other.
    await run.say('sms-1708', '+6281100000302', `BADUNG ${number} sudah ditambal`);
    expect(await run.state(number)).toBe('in-progress');
  });

  it('4. "di disposisikan ke bidang/unit terkait untuk dilakukan penelusuran/penanganan lebih lanjut"', async () => {
    await run.core.dispatches.assign(dispatchId, 'bina-marga', { kind: 'officer', by: 'cli' });
    await run.look();
    expect(await run.ticket(number)).toMatchObject({ agency: 'pupr', unit: 'bina-marga' });
    expect((await run.happened(number, 'unit-assigned'))?.data).toMatchObject({ unit: 'bina-marga' });
  });

  it('5. "Penyampaian tanggapan kepada pelaporan"', async () => {
    await run.turnTo('2026-03-25T09:00:00+08:00');
    const officer = await run.officerOf('badung', 'pupr');
    await run.say('sms-1708', officer, `${number} Lubang di Jl Raya Mengwi sudah ditambal.`);
    expect(await run.count('response')).toBe(1);
    expect(await run.state(number)).toBe('responded');
    await run.core.responseChecks.forward(number, 'cli');
    await run.look();
    const heard = await run.heard(CITIZEN, /sudah ditambal/);
    expect(heard).toMatchObject({ channelId: 'sms-1708' });
    expect(await run.happened(number, 'deadline-breached')).toBeUndefined();
  });

  it('6. "Pengarsipan dan rencana tindak lanjut di tim pengaduan"', async () => {
    await run.say('sms-1708', CITIZEN, `BADUNG SUDAH ${String(Number(number.slice(4)))}`);
    expect(await run.state(number)).toBe('closed');
    await run.turnTo('2026-04-01T08:00:00+08:00');
    const { html } = await run.report('badung', 'evaluation', '2026-03');
    expect(html).toContain('BADUNG');
    const book = await run.report('badung', 'register', '2026-03');
    expect(JSON.stringify(book.figures)).toContain(number);
    expect(JSON.stringify(book.figures)).not.toContain(CITIZEN);
    expect((await run.gateway.reconcile()).ok).toBe(true);
  });
});
