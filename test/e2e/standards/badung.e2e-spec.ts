import { AGENCY_SCOPES } from '../../../src/api/api-keys.js';
import type { ApiClient } from '../../kit/api-client.js';
import { phonePhoto } from '../../kit/pictures.js';
import { StandardRun } from '../../kit/standard-run.js';

/**
 * Standar Pelayanan Pengelolaan Layanan Sistem Pengaduan Masyarakat dan Aspirasi pada Kabupaten Badung (2022): by SMS to
 * 1708, with an agency that has a system of its own: told by webhook, it answers by the API, as the office's program does;
 * its officer is told by SMS all the same. Times are WITA.
 */
const CITIZEN = '+6281100000301';
const at = (iso: string): string => new Date(iso).toISOString().slice(0, 16);

// Generous: the machine may be busy with the other suites.
jest.setTimeout(120_000);

let run: StandardRun;
let number: string;
/** Its address in the API. */
let dispatch: string;
let office: ApiClient;
let pupr: ApiClient;
beforeAll(async () => {
  run = await StandardRun.start('2026-03-17T10:00:00+08:00');
  pupr = await run.program({ tenant: 'badung', agency: 'pupr', scopes: AGENCY_SCOPES });
  const scopes = ['tickets:read', 'dispatches:read', 'dispatches:write', 'answers:write'] as const;
  office = await run.program({ tenant: 'badung', scopes });
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

  it('who the citizen is is asked for, and stays with the office', async () => {
    await run.announce(number);
    await run.heard(CITIZEN, /nama/i);
    await run.say('sms-1708', CITIZEN, `${number} Nama saya Siti Contoh, NIK 5103010203040005`);
    await run.look();
  });

  it('2. "Petugas pengaduan menerima dan mendisposisikan pengaduan sesuai instansi terkait"', async () => {
    expect(await run.happened(number, 'announced')).toBeDefined();
    const to = [{ agency: 'pupr', note: 'Mohon dicek hari ini' }];
    expect((await office.post(`/api/v1/tickets/${number}/dispatches`, { to })).status).toBe(201);
    await run.look();
    const told = await run.staffMessages(number, 'dispatch');
    expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(['sms', 'webhook']));
    const event = await run.webhook(number, 'dispatch.created');
    dispatch = `/api/v1/dispatches/${String(event.data['dispatchId'])}`;
    expect(event).toMatchObject({ tenant: 'badung', agency: 'pupr', data: { number, note: 'Mohon dicek hari ini', state: 'sent' } }); // prettier-ignore
    const seen = await pupr.get(dispatch);
    expect(seen.body).toMatchObject({ messages: [{ text: expect.stringContaining('berlubang') as string }] });
    for (const told of [JSON.stringify(event), seen.text]) expect(told).not.toMatch(/811000003|Siti|5103010203040005/);
  });

  it('3. "Petugas penindaklanjut instansi mengkonfirmasi"', async () => {
    const notice = await run.heard(await run.officerOf('badung', 'pupr'), new RegExp(number));
    expect(notice.text).not.toContain(CITIZEN);
    const accepted = await pupr.post(`${dispatch}/accept`, undefined, { 'idempotency-key': 'terima-1' });
    expect([accepted.status, await run.state(number)]).toEqual([201, 'in-progress']);
    // Somebody who knows the number is no officer: it is a citizen's message like any other.
    await run.say('sms-1708', '+6281100000302', `BADUNG ${number} sudah ditambal`);
    expect(await run.state(number)).toBe('in-progress');
    // Nor is another agency's system this one's.
    const perkim = await run.program({ tenant: 'badung', agency: 'perkim', scopes: AGENCY_SCOPES });
    expect((await perkim.post(`${dispatch}/responses`, { text: 'Sudah.' })).status).toBe(404);
  });

  it('4. "di disposisikan ke bidang/unit terkait untuk dilakukan penelusuran/penanganan lebih lanjut"', async () => {
    const dispatchId = dispatch.split('/').at(-1) ?? '';
    await run.core.dispatches.assign(dispatchId, 'bina-marga', { kind: 'officer', by: 'cli' });
    await run.look();
    expect(await run.ticket(number)).toMatchObject({ agency: 'pupr', unit: 'bina-marga' });
    expect((await run.webhook(number, 'dispatch.unit-assigned')).data).toMatchObject({ unit: 'bina-marga' });
  });

  it('5. "Penyampaian tanggapan kepada pelaporan"', async () => {
    await run.turnTo('2026-03-25T09:00:00+08:00');
    await pupr.post(`${dispatch}/responses`, { text: 'Lubang di Jl Raya Mengwi sudah ditambal.' });
    await run.look();
    expect(await run.state(number)).toBe('responded');
    const waiting = await office.get('/api/v1/dispatches?state=responded');
    expect(waiting.body['dispatches']).toMatchObject([{ number, agency: 'pupr' }]);
    await office.post(`${dispatch}/send-back`, { text: 'Tanggal berapa?' });
    await run.look();
    // The agency's system is told that something is asked, and reads what.
    await run.webhook(number, 'response.sent-back');
    expect((await pupr.get(dispatch)).body['responses']).toMatchObject([{ state: 'sent-back', remark: 'Tanggal berapa?' }]); // prettier-ignore
    const base64 = (await phonePhoto()).toString('base64');
    const said = {
      text: 'Lubang di Jl Raya Mengwi sudah ditambal 24 Maret.',
      attachments: [{ filename: 'mengwi.jpg', base64, role: 'after' }],
    };
    const sent = [1, 2].map(() => pupr.post(`${dispatch}/responses`, said, { 'idempotency-key': 'tanggapan-2' }));
    expect((await Promise.all(sent)).map(({ status }) => status).sort()).toEqual([200, 201]);
    expect((await office.post(`/api/v1/tickets/${number}/forward`, {})).status).toBe(201);
    await run.look();
    expect(await run.heard(CITIZEN, /sudah ditambal 24 Maret/)).toMatchObject({ channelId: 'sms-1708' });
    // An SMS carries no photo: it stands on the tracking page.
    const { messages } = (await office.get(`/api/v1/tickets/${number}`)).body;
    expect(messages).toContainEqual(expect.objectContaining({ files: [expect.objectContaining({ contentType: 'image/jpeg', carried: false })] })); // prettier-ignore
    expect((await run.webhook(number, 'ticket.answered')).data).toMatchObject({ state: 'done' });
    expect(await run.happened(number, 'deadline-breached')).toBeUndefined();
  });

  it('6. "Pengarsipan dan rencana tindak lanjut di tim pengaduan"', async () => {
    await run.say('sms-1708', CITIZEN, `BADUNG SUDAH ${String(Number(number.slice(4)))}`);
    expect(await run.state(number)).toBe('closed');
    await run.turnTo('2026-04-01T08:00:00+08:00');
    const { html } = await run.report('badung', 'evaluation', '2026-03');
    expect(html).toContain('BADUNG');
    await run.webhook(number, 'ticket.closed');
    const book = await run.report('badung', 'register', '2026-03');
    expect(JSON.stringify(book.figures)).toContain(number);
    expect(JSON.stringify(book.figures)).not.toContain(CITIZEN);
    expect((await run.gateway.reconcile()).ok).toBe(true);
  });
});
