import { StandardRun } from '../../kit/standard-run.js';

/**
 * Pelayanan Data, Laporan, dan Informasi, Bagian Kesejahteraan Rakyat Setda Kabupaten Buleleng: four levels with times
 * of their own, and information requests. By mail and at the desk; officers answer by mail. Times are WITA.
 */
const CITIZEN = 'warga.dua@contoh.example';
const at = (iso: string): string => new Date(iso).toISOString().slice(0, 16);
const officer = (agency: string): string[] => [`${agency}@buleleng.instansi.example`];

let run: StandardRun;
beforeAll(async () => {
  run = await StandardRun.start('2026-03-14T22:55:00+08:00');
}, 120_000);
afterAll(() => run.stop());

const due = async (number: string): Promise<string> => (await run.ticket(number)).due_at.toISOString().slice(0, 16);

describe('Standar Pelayanan Kesra Setda Kabupaten Buleleng', () => {
  let light: string;
  let hibah: string;
  let data: string;

  it('"Pengaduan ringan, selambat-lambatnya 3 jam": from a Saturday at 23:00 it is due on Sunday at two', async () => {
    await run.turnTo('2026-03-14T23:00:00+08:00');
    const { number } = await run.complaint('email-buleleng', CITIZEN, 'Petugas tidak ada di ruang tunggu, wifi juga mati', { subject: 'Ruang tunggu' }); // prettier-ignore
    light = number;
    expect(await run.ticket(number)).toMatchObject({ level: 'light' });
    expect(await due(number)).toBe(at('2026-03-15T02:00:00+08:00'));
    await run.turnTo('2026-03-15T01:59:00+08:00');
    expect(await run.happened(number, 'deadline-breached')).toBeUndefined();
    await run.turnTo('2026-03-15T02:00:30+08:00');
    expect((await run.happened(number, 'deadline-breached'))?.at.slice(0, 16)).toBe(at('2026-03-15T02:00:00+08:00'));
  });

  it('a., b. "Tamu/ pengguna layanan menuju ke Petugas Informasi": a request for data, at most 3 days', async () => {
    await run.turnTo('2026-03-16T09:00:00+08:00');
    const { number } = await run.complaint('email-buleleng', 'peneliti@contoh.example', 'Mohon data penerima hibah tahun 2025 untuk penelitian skripsi, surat tugas menyusul', { subject: 'Permintaan data' }); // prettier-ignore
    data = number;
    expect(await run.ticket(number)).toMatchObject({ kind: 'information-request' });
    expect(await due(number)).toBe(at('2026-03-19T09:00:00+08:00'));
    await run.core.dispatches.dispatch(number, { agency: 'petugas-informasi', actor: { kind: 'operator', by: 'cli' } });
    await run.look();
  });

  it('c. "menerima layanan dari petugas yang ditunjuk/ pejabat berwenang"', async () => {
    const notice = await run.staffNotice(officer('petugas-informasi'), new RegExp(data));
    expect(notice.text).not.toContain('peneliti@contoh.example');
    await run.turnTo('2026-03-16T13:00:00+08:00');
    await run.replyByMail(
      'email-buleleng',
      notice,
      'Data dapat diambil di ruang layanan informasi dengan membawa surat tugas.',
    );
    await run.core.responseChecks.forward(data, 'cli');
    await run.look();
    await run.heard('peneliti@contoh.example', /ruang layanan informasi/);
    expect(await run.state(data)).toBe('answered');
  });

  it('"Pengaduan bersifat normative, selambat-lambatnya 5 hari kerja", over Nyepi and Idulfitri', async () => {
    await run.turnTo('2026-03-16T16:00:00+08:00');
    const { number } = await run.complaint('email-buleleng', CITIZEN, 'Proposal hibah pura kami belum cair sampai sekarang', { subject: 'Hibah pura' }); // prettier-ignore
    hibah = number;
    expect(await run.ticket(number)).toMatchObject({ level: 'normative' });
    // Monday 8 hours, Tuesday 24; 18 to 24 March are closed; Wednesday, Thursday, Friday 24 each; then 16 on Monday, if
    // Bali's own days are none of these.
    const closed = await run.closedDays('buleleng', '2026-03-17', '2026-04-10');
    expect(closed).toEqual(
      expect.arrayContaining(['2026-03-18', '2026-03-19', '2026-03-20', '2026-03-23', '2026-03-24']),
    );
    expect(await due(number)).toBe(at(await run.workingDaysFrom('buleleng', '2026-03-16T16:00:00+08:00', 5)));
  });

  it('the eve of Nyepi counts nothing where joint leave is', async () => {
    await run.turnTo('2026-03-18T09:00:00+08:00');
    const { number } = await run.complaint('email-buleleng', 'warga.tiga@contoh.example', 'Rekomendasi kami belum diproses, lambat sekali', { subject: 'Rekomendasi' }); // prettier-ignore
    const first = await run.workingDaysFrom('buleleng', '2026-03-18T09:00:00+08:00', 5);
    expect(await due(number)).toBe(at(first));
    // A day on which nobody works starts the clock on the next one that counts, at midnight.
    expect(at(first)).toBe(at(await run.workingDaysFrom('buleleng', '2026-03-20T15:00:00+08:00', 5)));
  });

  it('"Pengaduan tidak berkadar pengawasan" 14, "berkadar pengawasan dan memerlukan pemeriksaan" 60 hari kerja', async () => {
    await run.turnTo('2026-03-25T10:00:00+08:00');
    const { number: bansos } = await run.complaint('email-buleleng', 'warga.empat@contoh.example', 'Bansos lansia di desa kami tidak tepat sasaran', { subject: 'Bansos' }); // prettier-ignore
    expect(await run.ticket(bansos)).toMatchObject({ level: 'non-supervisory' });
    expect(await due(bansos)).toBe(at(await run.workingDaysFrom('buleleng', '2026-03-25T10:00:00+08:00', 14)));
    const { number: pungli } = await run.complaint('email-buleleng', 'warga.lima@contoh.example', 'Ada pungli, dimintai uang saat mengurus hibah', { subject: 'Pungli' }); // prettier-ignore
    expect(await run.ticket(pungli)).toMatchObject({ level: 'supervisory', agency: 'inspektorat' });
    expect(await due(pungli)).toBe(at(await run.workingDaysFrom('buleleng', '2026-03-25T10:00:00+08:00', 60)));
  });

  it('"Pejabat pengelola pengaduan menerima aduan", "Tim pengelola pengaduan"', async () => {
    await run.heard('admin@buleleng.instansi.example', new RegExp(hibah));
    await run.core.dispatches.dispatch(hibah, { agency: 'bina-mental', actor: { kind: 'operator', by: 'cli' } });
    await run.look();
    const notice = await run.staffNotice(officer('bina-mental'), new RegExp(hibah));
    await run.turnTo('2026-03-26T10:00:00+08:00');
    await run.replyByMail('email-buleleng', notice, 'Hibah dicairkan minggu ini, berita acara sudah ditandatangani.');
    expect(await run.state(hibah)).toBe('responded');
  });

  it('"Pengguna layanan menerima jawaban pengaduan", in the thread of their own mail', async () => {
    await run.core.responseChecks.forward(hibah, 'cli');
    await run.look();
    const answer = await run.heard(CITIZEN, /Hibah dicairkan/);
    expect(answer.subject).toMatch(/^Re: Hibah pura/);
    await run.core.answers.answer(light, 'Petugas sudah ada, wifi sudah diperbaiki. Mohon maaf.');
    await run.look();
    await run.heard(CITIZEN, /wifi sudah diperbaiki/);
  });

  it('"rapat ... minimal 1 kali dalam 1 bulan", "Survei Kepuasan Masyarakat": evaluation and index', async () => {
    const answer = await run.heard(CITIZEN, /Hibah dicairkan/);
    await run.say('email-buleleng', CITIZEN, 'SUDAH 4', { inReplyTo: answer.id, subject: 'Re: Hibah pura' });
    expect(await run.mark(hibah)).toEqual({ fixed: true, mark: 4 });
    await run.turnTo('2026-04-01T08:00:00+08:00');
    const { figures, html } = await run.report('buleleng', 'evaluation', '2026-03');
    expect(html).toContain('Buleleng');
    expect(JSON.stringify(figures)).not.toContain(CITIZEN);
    expect((await run.gateway.reconcile()).ok).toBe(true);
  });
});
