import { randomUUID } from 'node:crypto';
import { ResponseEndings } from '../../../src/dispatch/response-endings.js';
import { ResponseChecks } from '../../../src/dispatch/response-checks.js';
import { ResponseDrafts } from '../../../src/dispatch/response-drafts.js';
import { ResponseFlow } from '../../../src/dispatch/response-flow.js';
import { ResponseTaking } from '../../../src/dispatch/response-taking.js';
import type { ResponseParts } from '../../../src/dispatch/response-types.js';
import { Responses } from '../../../src/dispatch/responses.service.js';
import { sealedIn } from '../../../src/contacts/vault-context.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { dispatched, officer } from '../../kit/dispatched.js';
import { shippedConfig } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

let world: World;
let responses: Responses;
let drafts: ResponseDrafts;
let checks: ResponseChecks;
let checked = true;
const told: string[] = [];

beforeAll(async () => {
  world = await World.open();
  const { tenants } = shippedConfig();
  const parts = {
    database: world.database,
    store: world.store,
    vault: world.vault,
    clock: { now: () => world.now() },
    tenants: {
      bySlug: (slug) => {
        const tenant = tenants.bySlug(slug);
        return tenant && ({ ...tenant, responsesCheckedByAdmin: checked } satisfies Tenant);
      },
    },
    actions: world.actions,
    answers: world.answers,
    followers: [],
    notices: {
      waits: async (_tx, ticket, { agency }) => {
        told.push(`${ticket.state} waits: ${agency}`);
        return [];
      },
      sentBack: async (_tx, ticket, { remark }) => {
        told.push(`sent back: ${remark}`);
        return [{ queue: 'maintenance', id: ticket.id }];
      },
    },
  } satisfies ResponseParts;
  const flow = new ResponseFlow(parts);
  const taking = new ResponseTaking(parts, flow);
  responses = new Responses(parts, flow, taking);
  drafts = new ResponseDrafts(parts, flow, taking);
  checks = new ResponseChecks(parts, flow);
  world.actions.listen(new ResponseEndings(taking));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  await world.sql('TRUNCATE officer, dispatch, response, ticket_event CASCADE');
  checked = true;
  told.length = 0;
});

const state = async (): Promise<unknown> => (await world.sql<{ state: string }>('SELECT state FROM ticket'))[0]?.state;
const events = async (): Promise<string[]> =>
  (await world.sql<{ type: string }>('SELECT type FROM ticket_event ORDER BY at, id')).map(({ type }) => type);
const answersSent = async (): Promise<string[]> =>
  (await world.replies()).filter(({ purpose }) => purpose === 'answer').map(({ text }) => text);

describe('a response that the admin checks', () => {
  it('waits, goes out as it is or edited, and both texts are kept', async () => {
    const { ticketId, number } = await world.complaint();
    const dispatchId = await dispatched(world, ticketId, 'pupr');
    const submitted = await responses.submit({ dispatchId, text: ' Sudah kami tambal.\u0000 ', via: 'link' });
    expect(submitted).toMatchObject({ number, state: 'submitted', repeated: false });
    expect(await state()).toBe('responded');
    expect(told).toEqual(['responded waits: pupr']);
    expect(await answersSent()).toEqual([]);

    const { outboundId } = await checks.forward(number, 'cli', 'Lubang sudah ditambal kemarin.');
    expect(await state()).toBe('answered');
    const [answer] = await answersSent();
    expect(answer).toContain('Lubang sudah ditambal kemarin.');
    const [row] = await world.sql<{ id: string; state: string; key_id: string; body_sealed: Buffer; answer_id: string; checked_by: string }>(
      'SELECT * FROM response',
    ); // prettier-ignore
    expect(row).toMatchObject({ state: 'used', answer_id: outboundId, checked_by: 'cli' });
    expect(row && world.vault.openText(row.body_sealed, row.key_id, sealedIn.responseBody(row.id))).toBe(
      'Sudah kami tambal.',
    );
    expect(await world.sql('SELECT state, ended_at IS NOT NULL AS ended FROM dispatch')).toEqual([
      { state: 'done', ended: true },
    ]);
    await expect(checks.forward(number, 'cli')).rejects.toMatchObject({ code: 'no-response' });
    expect(await answersSent()).toHaveLength(1);
  });

  it('is sent back with a remark, and the second try goes out', async () => {
    const { ticketId, number } = await world.complaint();
    const dispatchId = await dispatched(world, ticketId, 'pupr');
    const officerId = await officer(world, 'pupr', { kind: 'email', value: 'petugas@pupr.example' });
    await responses.submit({ dispatchId, officerId, text: 'Akan ditangani.', via: 'email' });
    world.bell.take('maintenance');
    await checks.sendBack(number, 'Kapan?', 'cli');
    expect(told).toEqual(['responded waits: pupr', 'sent back: Kapan?']);
    expect(world.bell.take('maintenance')).toEqual([ticketId]);
    expect(await state()).toBe('in-progress');
    expect(await world.sql('SELECT state, remark_sealed IS NOT NULL AS remark FROM response')).toEqual([
      { state: 'sent-back', remark: true },
    ]);
    await expect(checks.sendBack(number, 'Kapan?', 'cli')).rejects.toMatchObject({ code: 'no-response' });
    await responses.submit({ dispatchId, officerId, text: 'Ditambal Senin depan.', via: 'email' });
    await checks.forward(number, 'cli');
    expect((await answersSent())[0]).toContain('"Ditambal Senin depan."');
    expect((await events()).slice(-5)).toEqual(['dispatched', 'responded', 'asked-again', 'responded', 'answered']);
  });

  it('is dealt with when the office answers in its own words', async () => {
    const { ticketId, number } = await world.complaint();
    const dispatchId = await dispatched(world, ticketId, 'pupr');
    await responses.submit({ dispatchId, text: 'Sudah.', via: 'api' });
    await world.answers.answer(number, 'Sudah ditambal Dinas PUPR.', { by: 'cli' });
    expect(await world.sql('SELECT state FROM response')).toEqual([{ state: 'used' }]);
    await expect(responses.submit({ dispatchId, text: 'Foto menyusul', via: 'link' })).rejects.toMatchObject({
      code: 'ticket-answered',
    });
    // What came as a message is never lost.
    const late = await responses.submit({ dispatchId, text: 'Foto menyusul', via: 'link', keepRefused: true });
    expect(late).toMatchObject({ state: 'draft', refused: 'ticket-answered' });
    expect((await events()).at(-1)).toBe('response-drafted');
  });
});

describe('a response that nobody checks', () => {
  beforeEach(() => {
    checked = false;
  });

  it('is the answer at once', async () => {
    const { ticketId } = await world.complaint();
    const dispatchId = await dispatched(world, ticketId, 'pupr');
    const submitted = await responses.submit({ dispatchId, text: 'Sudah ditambal.', via: 'sms' });
    expect(submitted.state).toBe('used');
    expect(await state()).toBe('answered');
    expect((await answersSent())[0]).toContain('"Sudah ditambal."');
    const [event] = await world.sql("SELECT actor, data->>'by' AS by FROM ticket_event WHERE type = 'answered'");
    expect(event).toEqual({ actor: 'gateway', by: 'gateway' });
    expect(told).toEqual([]);
  });

  it('waits for the other agencies, and the leading one speaks first', async () => {
    const { ticketId } = await world.complaint();
    const helper = await dispatched(world, ticketId, 'perhubungan', { lead: false });
    const lead = await dispatched(world, ticketId, 'pupr');
    await responses.submit({ dispatchId: helper, text: 'Rambu dipasang.', via: 'link' });
    expect(await state()).toBe('dispatched');
    expect(await answersSent()).toEqual([]);
    await responses.submit({ dispatchId: lead, text: 'Lubang ditambal.', via: 'link' });
    const [answer] = await world.sql<{ id: string; key_id: string; words_sealed: Buffer }>(
      "SELECT id, key_id, words_sealed FROM outbound_message WHERE purpose = 'answer'",
    );
    expect(answer && world.vault.openText(answer.words_sealed, answer.key_id, sealedIn.outboundWords(answer.id))).toBe(
      'Dinas PUPR: Lubang ditambal.\n\nDinas Perhubungan: Rambu dipasang.',
    );
    expect(await world.sql('SELECT DISTINCT state FROM response')).toEqual([{ state: 'used' }]);
    expect(await world.sql('SELECT DISTINCT answer_id FROM response')).toHaveLength(1);
  });

  it('waits for the admin where it is too long to be sent as it stands', async () => {
    const { ticketId, number } = await world.complaint();
    const dispatchId = await dispatched(world, ticketId, 'pupr');
    await responses.submit({ dispatchId, text: 'panjang '.repeat(400), via: 'email' });
    expect(await state()).toBe('responded');
    expect(told).toEqual(['responded waits: pupr']);
    await checks.forward(number, 'cli', 'Ringkasnya: sudah.');
    expect(await state()).toBe('answered');
  });
});

describe('the same response again', () => {
  it('is taken once by its nonce, and refused with other words under it', async () => {
    const { ticketId } = await world.complaint();
    const dispatchId = await dispatched(world, ticketId, 'pupr');
    const submission = { dispatchId, text: 'Sudah.', via: 'link', nonce: 'formulir-1' } as const;
    const [first, second] = await Promise.all([responses.submit(submission), responses.submit(submission)]);
    expect([first, second].map(({ repeated }) => repeated).sort()).toEqual([false, true]);
    expect(second.responseId).toBe(first.responseId);
    await expect(responses.submit({ ...submission, text: 'Belum.' })).rejects.toMatchObject({ code: 'nonce-reused' });
    expect(await world.count('response')).toBe(1);
  });

  it('is taken once by the message that it came as', async () => {
    const { ticketId, inboundId } = await world.complaint();
    const dispatchId = await dispatched(world, ticketId, 'pupr');
    const submission = { dispatchId, text: 'Sudah.', via: 'email', inboundId } as const;
    await responses.submit(submission);
    expect(await responses.submit(submission)).toMatchObject({ repeated: true });
    expect(await world.count('response')).toBe(1);
  });
});

it('keeps photos that came ahead of the words, and those that came after, with the words', async () => {
  const { ticketId } = await world.complaint();
  const dispatchId = await dispatched(world, ticketId, 'pupr');
  const officerId = await officer(world, 'pupr', { kind: 'whatsapp', value: '+6281100000701' });
  const [ahead, words, after] = [await world.receive('a'), await world.receive('b'), await world.receive('c')];
  for (const inboundId of [ahead, after])
    await world.sql(
      `INSERT INTO attachment (id, inbound_id, channel_id, content_type, key_id, state, next_attempt_at, wake_at, created_at)
       VALUES ($1, $2, 'wa', 'image/jpeg', 'x', 'pending', now(), now(), now())`,
      [randomUUID(), inboundId],
    );
  const common = { dispatchId, officerId, via: 'whatsapp' } as const;
  expect(await responses.submit({ ...common, inboundId: ahead, text: '' })).toMatchObject({ state: 'draft' });
  const { responseId } = await responses.submit({ ...common, inboundId: words, text: 'Sudah ditambal' });
  expect(await responses.submit({ ...common, inboundId: after, text: '' })).toMatchObject({ responseId });
  expect(await world.sql('SELECT response_id FROM attachment')).toEqual([
    { response_id: responseId },
    { response_id: responseId },
  ]);
  expect(await world.sql('SELECT state FROM response WHERE inbound_id = $1', [ahead])).toEqual([
    { state: 'withdrawn' },
  ]);
});

it('refuses what is empty, too long, or for no dispatch, and leaves nothing behind', async () => {
  const { ticketId } = await world.complaint();
  const dispatchId = await dispatched(world, ticketId, 'pupr');
  const submit = async (text: string, id = dispatchId): Promise<unknown> =>
    responses.submit({ dispatchId: id, text, via: 'api' });
  await expect(submit(' \u0000 ')).rejects.toMatchObject({ code: 'response-empty' });
  await expect(submit('x'.repeat(10_001))).rejects.toMatchObject({ code: 'response-too-long' });
  await expect(submit('Sudah.', randomUUID())).rejects.toMatchObject({ code: 'dispatch-unknown' });
  expect(await world.count('response')).toBe(0);
});

it('keeps what a program said before, and lets a form take the place of what it began with', async () => {
  const { ticketId } = await world.complaint();
  const dispatchId = await dispatched(world, ticketId, 'pupr');
  const kept = async (via: 'api' | 'console' | 'link', text: string, draft: boolean) =>
    (await responses.submit({ dispatchId, text, via, draft, nonce: text })).responseId;
  const interim = await kept('api', 'Alat sedang dipesan.', true);
  const begun = await kept('console', 'Sudah kami', true);
  const elsewhere = await kept('link', 'Sedang kami', true);
  await kept('api', 'Sudah kami tambal.', false);
  await kept('console', 'Sudah kami tambal semua.', false);
  const states = await world.sql('SELECT id, state FROM response WHERE id = ANY($1) ORDER BY id', [[interim, begun, elsewhere]]);
  expect(states).toEqual([
    { id: interim, state: 'draft' },
    { id: begun, state: 'withdrawn' },
    { id: elsewhere, state: 'draft' },
  ]);
}); // prettier-ignore

describe('a draft', () => {
  const CLERK = { kind: 'operator', by: 'cli' } as const;
  const texts = async (): Promise<string[]> =>
    (
      await world.sql<{ id: string; keyId: string; sealed: Buffer }>(
        'SELECT id, key_id AS "keyId", body_sealed AS sealed FROM response ORDER BY id',
      )
    ).map(({ id, keyId, sealed }) => world.vault.openText(sealed, keyId, sealedIn.responseBody(id)));

  it('is submitted by the office, as it stands or in other words, once', async () => {
    const { ticketId } = await world.complaint();
    const dispatchId = await dispatched(world, ticketId, 'pupr');
    const kept = await responses.submit({
      dispatchId,
      text: 'Sudah kami tambal',
      via: 'cli',
      draft: true,
      actor: CLERK,
    });
    expect([kept.state, await state(), told]).toEqual(['draft', 'dispatched', []]);
    const words = { actor: CLERK, text: 'Sudah kami tambal kemarin.' };
    const done = await drafts.submitDraft(kept.responseId, words);
    expect(done).toMatchObject({ responseId: kept.responseId, state: 'submitted', repeated: false });
    expect(await drafts.submitDraft(kept.responseId, words)).toMatchObject({ repeated: true });
    // Words that nobody would read are not swallowed.
    await expect(drafts.submitDraft(kept.responseId, { ...words, text: 'Lusa.' })).rejects.toMatchObject({ code: 'response-submitted' }); // prettier-ignore
    expect((await events()).filter((type) => type === 'draft-submitted')).toHaveLength(1);
    expect([await state(), await texts()]).toEqual(['responded', ['Sudah kami tambal kemarin.']]);
    expect(told).toEqual(['responded waits: pupr']);
    expect(await world.sql('SELECT state, responded_at IS NOT NULL AS at FROM dispatch')).toEqual([{ state: 'responded', at: true }]); // prettier-ignore
  });

  it('where nobody checks, it is the answer', async () => {
    checked = false;
    const { ticketId } = await world.complaint();
    const dispatchId = await dispatched(world, ticketId, 'pupr');
    const kept = await responses.submit({
      dispatchId,
      text: 'Sudah kami tambal',
      via: 'cli',
      draft: true,
      actor: CLERK,
    });
    expect(await drafts.submitDraft(kept.responseId, { actor: CLERK })).toMatchObject({ state: 'used' });
    expect(await state()).toBe('answered');
  });

  it('is refused like any other response, and dropped once', async () => {
    const { ticketId, number } = await world.complaint();
    const dispatchId = await dispatched(world, ticketId, 'pupr');
    const kept = await responses.submit({
      dispatchId,
      text: 'Sudah kami tambal',
      via: 'cli',
      draft: true,
      actor: CLERK,
    });
    await world.answers.answer(number, 'Sudah.');
    await expect(drafts.submitDraft(kept.responseId, { actor: CLERK })).rejects.toMatchObject({
      code: 'ticket-answered',
    });
    await drafts.dropDraft(kept.responseId, CLERK);
    await drafts.dropDraft(kept.responseId, CLERK);
    expect((await events()).filter((type) => type === 'response-dropped')).toHaveLength(1);
    await expect(drafts.submitDraft(kept.responseId, { actor: CLERK })).rejects.toMatchObject({
      code: 'response-withdrawn',
    });
    await expect(drafts.dropDraft(randomUUID(), CLERK)).rejects.toMatchObject({ code: 'response-unknown' });
  });
});
