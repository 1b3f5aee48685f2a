import { phonePhoto } from '../../kit/pictures.js';
import { StandardRun } from '../../kit/standard-run.js';

/**
 * Standar Pelayanan Pengaduan Masyarakat, DPMPTSP Kabupaten Bangli: the flow from *Masyarakat* over the officer or the
 * IT operator to the team and back, by WhatsApp, and one complaint that a clerk takes down at the desk. 1 to 60 working
 * days. The team is told by WhatsApp, takes it on there, and responds by the link in the notice. Times are WITA.
 */
const CITIZEN = '+6281100000401';
const at = (iso: string): string => new Date(iso).toISOString().slice(0, 16);

// Generous: the machine may be busy with the other suites.
jest.setTimeout(120_000);

let run: StandardRun;
let number: string;
/** The officer's own. */
let link: string;
beforeAll(async () => {
  run = await StandardRun.start('2026-03-11T09:00:00+08:00');
}, 120_000);
afterAll(() => run.stop());

describe('Standar Pelayanan Pengaduan Masyarakat DPMPTSP Kabupaten Bangli', () => {
  it('2. "Pengaduan Online melalui : ... WhatsApp : 08123866945"', async () => {
    const { number: opened, heard } = await run.complaint('wa-bangli', CITIZEN, 'Izin usaha NIB saya di OSS belum terbit sejak bulan lalu'); // prettier-ignore
    number = opened;
    expect(heard.text).toContain(number);
    expect(await run.ticket(number)).toMatchObject({ agency: 'perizinan' });
  });

  it('"Jangka waktu penyelesaian 1 (satu) – 60 (enam puluh) hari kerja": a range is due at its end', async () => {
    const due = await run.workingDaysFrom('bangli', '2026-03-11T09:00:00+08:00', 60);
    expect((await run.ticket(number)).due_at.toISOString().slice(0, 16)).toBe(at(due));
  });

  it('1. "Pengaduan Manual : Masyarakat datang langsung ke DPMPTSP"', async () => {
    const { number: desk } = await run.desk('manual-bangli', '+6281100000402', 'Petugas loket tidak ramah dan pelayanan lambat'); // prettier-ignore
    expect(await run.ticket(desk)).toMatchObject({ channel_id: 'manual-bangli', tenant: 'bangli' });
  });

  it('"OPERATOR IT", "PETUGAS PENGADUAN": told of it, and it goes to the team', async () => {
    await run.announce(number);
    expect(await run.happened(number, 'announced')).toBeDefined();
    await run.core.dispatches.dispatch(number, { agency: 'perizinan', actor: { kind: 'operator', by: 'cli' } });
    await run.look();
    const told = await run.staffMessages(number, 'dispatch');
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(({ kind }) => kind === 'whatsapp')).toBe(true);
  });

  it('3. "Tim Pengaduan dan Bidang Terkait melakukan : Mengidentifikasi permasalahan pengaduan. Membahas permasalahan pengaduan."', async () => {
    const officer = await run.officerOf('bangli', 'perizinan');
    // Whoever has not written for a day gets a template first, and the whole notice when they tap it.
    await run.tapTemplate('wa-bangli', officer);
    const notice = await run.heard(officer, new RegExp(number));
    expect(notice.text).not.toContain(CITIZEN);
    link = StandardRun.linkIn(notice);
    await run.gateway.send(officer, 'TERIMA', { channelId: 'wa-bangli', quotes: notice.id });
    await run.look();
    expect(await run.state(number)).toBe('in-progress');
    // The team wants to know something first: the clock stands still until the citizen has said it.
    await run.turnTo('2026-03-12T09:00:00+08:00');
    const before = (await run.ticket(number)).due_at;
    await run.core.questions.ask(number, 'Berapa nomor permohonan OSS Anda?', {
      actor: { kind: 'operator', by: 'cli' },
    });
    await run.look();
    expect(await run.state(number)).toBe('awaiting-citizen');
    await run.turnTo('2026-03-16T09:00:00+08:00');
    await run.citizenAnswers('wa-bangli', CITIZEN, 'Nomornya OSS-2026-0012');
    expect(await run.state(number)).toBe('in-progress');
    // Thursday 09:00 to Monday 09:00: Thursday 15, Friday 24, Monday 9 hours, two working days.
    const after = (await run.ticket(number)).due_at;
    expect(await run.workingHoursBetween('bangli', before, after)).toBeCloseTo(48, 1);
  });

  it('"Bidang Terkait": done, by the link in the notice, with photos', async () => {
    // With a photo of before and one of after. Whoever only opens it changes nothing.
    expect((await fetch(run.local(link))).status).toBe(200);
    expect(await run.state(number)).toBe('in-progress');
    const photos = { before: await phonePhoto({ width: 80 }), after: await phonePhoto({ width: 120 }) };
    const page = await run.officerForm(link, 'respond', { text: 'NIB sudah terbit, silakan diunduh di OSS.' }, photos);
    expect(page).toContain('NIB sudah terbit');
    expect(await run.state(number)).toBe('responded');
    const [response] = await run.core.responseReader.ofTicket((await run.ticket(number)).id);
    expect(response).toMatchObject({ via: 'link', files: [{ role: 'before' }, { role: 'after' }] });
  });

  it('"Menyampaikan hasil/tindak lanjut Pengaduan masyarakat."', async () => {
    await run.core.responseChecks.forward(number, 'cli');
    await run.look();
    const answer = await run.heard(CITIZEN, /NIB sudah terbit/);
    expect(answer).toMatchObject({ channelId: 'wa-bangli' });
    // With what shows that it is done, and not with what was there before.
    const photo = (await run.told(CITIZEN)).flatMap(({ attachments }) => attachments);
    expect(photo).toMatchObject([{ contentType: 'image/jpeg' }]);
    const { messages } = await run.gateway.ticket(number);
    expect(messages.flatMap(({ files = [] }) => files)).toMatchObject([{ filename: 'sesudah.jpg', carried: true }]);
    await run.gateway.send(CITIZEN, 'sudah 3', { channelId: 'wa-bangli', quotes: answer.id });
    await run.look();
    expect(await run.state(number)).toBe('closed');
    expect(await run.mark(number)).toEqual({ fixed: true, mark: 3 });
  });

  it('8. "Evaluasi penerapan standar pelayanan pengaduan masyarakat dilakukan setelah selesainya proses pengaduan"', async () => {
    await run.turnTo('2026-04-01T08:00:00+08:00');
    const { html, figures } = await run.report('bangli', 'evaluation', '2026-03');
    expect(html).toContain('BANGLI');
    expect(JSON.stringify(figures)).not.toContain(CITIZEN);
    expect((await run.gateway.reconcile()).ok).toBe(true);
  });
});
