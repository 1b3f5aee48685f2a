import { StandardRun } from '../../kit/standard-run.js';

/**
 * SOP Pengelolaan Pengaduan Masyarakat, Diskominfo Kabupaten Tanah Bumbu (2020): its table step by step, with an SMS
 * to 1708 and an agency that answers by mail. Its times are *menit* and *hari*, which go on through week-ends and
 * holidays. Times are WITA.
 */
const CITIZEN = '+6281100000201';
const ADMIN = 'admin@tanahbumbu.instansi.example';
const HEAD = 'kepala@tanahbumbu.instansi.example';
const OFFICERS = ['bina-marga.pupr@tanahbumbu.instansi.example', 'pupr@tanahbumbu.instansi.example'];
const minute = (iso: string): string => new Date(iso).toISOString().slice(0, 16);

let run: StandardRun;
let number: string;
beforeAll(async () => {
  // A Friday before Nyepi: nothing of that stops these clocks.
  run = await StandardRun.start('2026-03-13T16:00:00+08:00');
}, 120_000);
afterAll(() => run.stop());

describe('SOP Pengelolaan Aduan Masyarakat Kabupaten Tanah Bumbu', () => {
  it('1. "SMS : TANAHBUMBU (Spasi) isi ADUAN kirim ke 1708"', async () => {
    const { number: opened, heard } = await run.complaint(
      'sms-1708',
      CITIZEN,
      'TANAHBUMBU jalan berlubang di Kusan Hilir dekat pasar',
    );
    number = opened;
    expect(heard).toMatchObject({ channelId: 'sms-1708', segments: 1 });
    expect(heard.text).toContain(number);
    // 5 menit + 1 hari + 1 hari + 5 menit.
    expect((await run.ticket(number)).due_at.toISOString().slice(0, 16)).toBe(minute('2026-03-15T16:10:00+08:00'));
  });

  it('2. "Sistem secara otomatis merekam pengaduan ... mengirimkan notifikasi kepada ... ADMIN KABUPATEN" (5 menit)', async () => {
    await run.announce(number);
    expect((await run.heard(ADMIN, new RegExp(number))).text).not.toContain(CITIZEN);
    const announced = await run.happened(number, 'announced');
    expect(announced).toMatchObject({ actor: 'gateway' });
    const [row] = await run.deadlines(number, 'catat');
    expect(row?.met_at && row.met_at <= row.due_at).toBe(true);
    expect(row?.due_at.toISOString().slice(0, 16)).toBe(minute('2026-03-13T16:05:00+08:00'));
  });

  it('3. "ADMIN KABUPATEN TANAH BUMBU mengirimkan notifikasi kepada SKPD / instansi vertikal" (1 hari): warned on a Saturday', async () => {
    // A day from the notice: three quarters are over on Saturday at ten.
    await run.turnTo('2026-03-14T09:58:00+08:00');
    expect(await run.happened(number, 'deadline-warned')).toBeUndefined();
    await run.turnTo('2026-03-14T10:05:00+08:00');
    expect((await run.happened(number, 'deadline-warned'))?.data).toMatchObject({ step: 'teruskan' });
    await run.turnTo('2026-03-14T11:00:00+08:00');
    await run.core.dispatches.dispatch(number, {
      agency: 'pupr',
      unit: 'bina-marga',
      actor: { kind: 'operator', by: 'cli' },
    });
    await run.look();
    const [row] = await run.deadlines(number, 'teruskan');
    expect(row).toMatchObject({ breached_at: null });
    expect(row?.met_at).not.toBeNull();
  });

  it('4. "SKPD/Instansi vertikal menerima notifikasi pengaduan"', async () => {
    const notice = await run.staffNotice(OFFICERS, new RegExp(number));
    expect(notice.text).toContain('jalan berlubang');
    expect(notice.text).not.toContain(CITIZEN);
    await run.replyByMail('email-tanahbumbu', notice, 'TERIMA');
    expect(await run.state(number)).toBe('in-progress');
    expect(await run.happened(number, 'accepted')).toMatchObject({ actor: 'officer' });
  });

  it('5. "memberikan tanggapan/jawaban kepada ADMIN KABUPATEN" (1 hari): late to the minute, and told up the chain', async () => {
    // A day from the dispatch: Sunday at eleven.
    await run.turnTo('2026-03-15T10:59:00+08:00');
    expect(await run.happened(number, 'deadline-breached')).toBeUndefined();
    await run.turnTo('2026-03-15T11:01:00+08:00');
    const breach = await run.happened(number, 'deadline-breached');
    expect(breach?.data).toMatchObject({ step: 'tanggapi' });
    expect(breach?.at.slice(0, 16)).toBe(minute('2026-03-15T11:00:00+08:00'));
    await run.heard(HEAD, new RegExp(number));
    const notice = await run.staffNotice(OFFICERS, /jalan berlubang/);
    await run.replyByMail('email-tanahbumbu', notice, 'Lubang di depan pasar sudah kami tambal hari ini.\n\nBidang Bina Marga');
    expect(await run.state(number)).toBe('responded');
  });

  it('6. "ADMIN KABUPATEN TANAH BUMBU meneruskan tanggapan kepada Sistem" (5 menit)', async () => {
    await run.core.responseChecks.forward(number, 'cli');
    await run.look();
    expect(await run.state(number)).toBe('answered');
    const [row] = await run.deadlines(number, 'balas');
    expect(row).toMatchObject({ breached_at: null });
    expect(row?.met_at).not.toBeNull();
  });

  it('7. "Masyarakat menerima jawaban dan balasan pesan ... SMS"', async () => {
    const answer = await run.heard(CITIZEN, /sudah kami tambal/);
    expect(answer).toMatchObject({ channelId: 'sms-1708' });
    expect(answer.text).toContain(number);
    expect(answer.text).toMatch(/SUDAH/);
    expect(answer.text).toMatch(/BELUM/);
  });

  it('the citizen says "not fixed": it is opened again, first in line, and its clocks start anew', async () => {
    await run.turnTo('2026-03-16T09:00:00+08:00');
    const digits = String(Number(number.slice(4)));
    await run.gateway.send(CITIZEN, `TANAHBUMBU BELUM ${digits} masih berlubang di sisi utara`);
    await run.look();
    expect(await run.ticket(number)).toMatchObject({ state: 'reopened', urgency: 'high', round: 1 });
    expect(await run.deadlines(number, 'resolve')).toHaveLength(2);
    await run.core.dispatches.dispatch(number, { agency: 'pupr', actor: { kind: 'operator', by: 'cli' } });
    await run.look();
    const notice = await run.staffNotice(['pupr@tanahbumbu.instansi.example', ...OFFICERS], /sisi utara|jalan berlubang/);
    await run.replyByMail('email-tanahbumbu', notice, 'Sisi utara juga sudah selesai ditambal.');
    await run.core.responseChecks.forward(number, 'cli');
    await run.look();
    await run.heard(CITIZEN, /Sisi utara/);
  });

  it('"Sebagai Arsip": silence closes it after the office’s days, thanks open nothing', async () => {
    await run.gateway.send(CITIZEN, 'TANAHBUMBU terima kasih');
    await run.look();
    expect(await run.state(number)).toBe('answered');
    await run.turnTo('2026-03-26T09:30:00+08:00');
    expect(await run.state(number)).toBe('closed');
    expect(await run.count('ticket')).toBe(1);
  });

  it('the reports: "Laporan harian", "isu strategis", "monitoring dan evaluasi", "tahunan"', async () => {
    for (const [kind, period] of [['daily', '2026-03-13'], ['issues', '2026-03-13'], ['evaluation', '2026-03'], ['annual', '2026']] as const) {
      const report = await run.report('tanah-bumbu', kind, period);
      expect(report.html).toContain('TANAH BUMBU');
      expect(JSON.stringify(report.figures)).not.toContain(CITIZEN);
    }
    expect((await run.gateway.reconcile()).ok).toBe(true);
  });
}); // prettier-ignore
