import { StandardRun } from '../../kit/standard-run.js';

/**
 * Standar Pelayanan Penanganan Pengaduan Masyarakat, Dinas Kesehatan Kabupaten Kubu Raya: its procedure, step by
 * step, by WhatsApp to the citizen and by mail to the team that answers. Times are WIB.
 */
const CITIZEN = '+6281100000101';
const ADMIN = 'admin@kuburaya.instansi.example';
const HEAD = 'kepala@kuburaya.instansi.example';
const UNIT = 'farmasi.sumber-daya@kuburaya.instansi.example';
const AGENCY = 'sumber-daya@kuburaya.instansi.example';

let run: StandardRun;
let number: string;
beforeAll(async () => {
  // The Thursday before the long week of Nyepi and Idulfitri 2026.
  run = await StandardRun.start('2026-03-12T10:00:00+07:00');
}, 120_000);
afterAll(() => run.stop());

describe('Standar Pelayanan Pengaduan Masyarakat Dinas Kesehatan Kabupaten Kubu Raya', () => {
  it('1. "Semua pengaduan diterima oleh Pejabat Pengelola Pengaduan."', async () => {
    const { number: opened, heard } = await run.complaint(
      'wa-kuburaya',
      CITIZEN,
      'Obat hipertensi di puskesmas Sungai Raya habis sejak dua minggu',
    );
    number = opened;
    expect(heard.text).toContain(number);
    // "3 hari kerja": Thursday 10:00 and three working days is Tuesday 10:00.
    expect((await run.ticket(number)).due_at.toISOString().slice(0, 16)).toBe('2026-03-17T03:00');
    await run.announce(number);
    const notice = await run.heard(ADMIN, new RegExp(number));
    expect(notice.text).not.toContain(CITIZEN);
    expect(await run.happened(number, 'announced')).toBeDefined();
  });

  it('2. "mencatat pengaduan ... ke dalam catatan/buku pengaduan, dan mendistribusikan aduan kepada Tim Penelaah/Penjawab Aduan"', async () => {
    await run.turnTo('2026-03-12T11:00:00+07:00');
    await run.core.dispatches.dispatch(number, {
      agency: 'sumber-daya',
      unit: 'farmasi',
      note: 'Mohon dicek stoknya.',
      actor: { kind: 'operator', by: 'cli' },
    });
    await run.look();
    expect(await run.state(number)).toBe('dispatched');
    const book = await run.report('kubu-raya', 'register', '2026-03');
    expect(JSON.stringify(book.figures)).toContain(number);
    expect(JSON.stringify(book.figures)).not.toContain(CITIZEN);
  });

  it('3. "berkoordinasi dengan Tim Penelaah/Penjawab Pengaduan dan membuat jadwal pertemuan/pembahasan (jika diperlukan)"', async () => {
    const notice = await run.staffNotice([UNIT, AGENCY], new RegExp(number));
    expect(notice.text).toContain('Mohon dicek stoknya.');
    expect(notice.text).not.toContain(CITIZEN);
    await run.turnTo('2026-03-12T14:00:00+07:00');
    await run.replyByMail('email-kuburaya', notice, 'TERIMA');
    expect(await run.state(number)).toBe('in-progress');
    // They say too little: the officer in charge asks again before anything goes out.
    await run.replyByMail('email-kuburaya', notice, 'Masih dicek.');
    expect(await run.state(number)).toBe('responded');
    await run.core.responseChecks.sendBack(number, 'Kapan obatnya tersedia?', 'cli');
    await run.look();
    expect(await run.state(number)).toBe('in-progress');
    expect((await run.staffNotice([UNIT, AGENCY], /Kapan obatnya tersedia/)).text).toContain(number);
  });

  it('3 hari kerja: warned at three quarters, across the week-end', async () => {
    // 54 of 72 hours: Thursday 14, Friday 24, Monday 16: Monday 16:00.
    await run.turnTo('2026-03-16T15:59:00+07:00');
    expect(await run.happened(number, 'deadline-warned')).toBeUndefined();
    await run.turnTo('2026-03-16T16:00:30+07:00');
    expect(await run.happened(number, 'deadline-warned')).toBeDefined();
    await run.staffNotice([UNIT, AGENCY], /tenggat|jatuh tempo|sisa|lambat/i);
  });

  it('4. "menyampaikan hasil/jawaban atas aduan kepada pengadu dan/atau pihak terkait"', async () => {
    const asked = await run.staffNotice([UNIT, AGENCY], /Kapan obatnya tersedia/);
    await run.turnTo('2026-03-17T08:30:00+07:00');
    await run.replyByMail(
      'email-kuburaya',
      asked,
      'Amlodipin sudah dikirim ke puskesmas pagi ini, stok cukup sampai Mei.',
    );
    expect(await run.state(number)).toBe('responded');
    await run.core.responseChecks.forward(number, 'cli');
    await run.look();
    expect(await run.state(number)).toBe('answered');
    // The citizen wrote five days ago: their window is closed, a template asks them to open it, and the text follows.
    await run.tapTemplate('wa-kuburaya', CITIZEN);
    const answer = await run.heard(CITIZEN, /Amlodipin/);
    expect(answer.text).toContain(number);
    expect(await run.happened(number, 'deadline-breached')).toBeUndefined();
  });

  it('the citizen says that it is fixed, on the same channel', async () => {
    await run.gateway.send(CITIZEN, 'SUDAH 4', { channelId: 'wa-kuburaya' });
    await run.look();
    expect(await run.state(number)).toBe('closed');
    expect(await run.mark(number)).toEqual({ fixed: true, mark: 4 });
  });

  it('what nobody answers is late at the right minute, over a holiday and its joint leave', async () => {
    // Tuesday 17 March 10:00: 14 hours count today; 18 (cuti bersama) to 24 March none; 25 and 26 March 24 each; ten are
    // left: Friday 27 March 10:00.
    await run.turnTo('2026-03-17T10:00:00+07:00');
    const { number: late } = await run.complaint('email-kuburaya', 'warga.satu@contoh.example', 'Puskesmas tutup saat jam buka, tidak ada petugas obat', { subject: 'Puskesmas' }); // prettier-ignore
    expect((await run.ticket(late)).due_at.toISOString().slice(0, 16)).toBe(
      new Date('2026-03-27T10:00:00+07:00').toISOString().slice(0, 16),
    );
    await run.turnTo('2026-03-27T09:59:00+07:00');
    expect(await run.happened(late, 'deadline-breached')).toBeUndefined();
    await run.turnTo('2026-03-27T10:01:30+07:00');
    const breach = await run.happened(late, 'deadline-breached');
    expect(breach?.at.slice(0, 16)).toBe(new Date('2026-03-27T10:00:00+07:00').toISOString().slice(0, 16));
    await run.heard(HEAD, new RegExp(late));
  });

  it('5. "mendokumentasikan, menyusun laporan dan statistik ... dan mempublikasikan statistik/rekapitulasi pengaduan ... setiap bulannya"', async () => {
    await run.turnTo('2026-04-01T08:00:00+07:00');
    const evaluation = await run.report('kubu-raya', 'evaluation', '2026-03');
    expect(evaluation.html).toContain('Kubu Raya');
    const monthly = await run.report('kubu-raya', 'monthly', '2026-03');
    expect(JSON.stringify(monthly.figures)).not.toContain(CITIZEN);
    const page = await fetch(`${run.gateway.url}/kubu-raya/statistik`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Maret 2026');
    expect((await run.gateway.reconcile()).ok).toBe(true);
  });
});
