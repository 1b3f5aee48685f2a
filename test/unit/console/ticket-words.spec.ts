import { consoleWords } from '../../../src/console/frame/console-words.js';
import type { DecisionFact } from '../../../src/console/ticket/read/facts.js';
import { reasonsOf } from '../../../src/overruling/repeats/likeness.js';
import { decisionLine, reasonText, runnersUp } from '../../../src/console/ticket/words/decision-words.js';
import { eventText, TIMELINE_EVENTS } from '../../../src/console/ticket/words/event-words.js';
import { timeLeftText, type Speaking } from '../../../src/console/ticket/words/ticket-words.js';
import { LOCALES } from '../../../src/tenants/tenant.js';
import { TRANSITIONS, TICKET_STATES } from '../../../src/tickets/transitions.js';
import { shippedConfig } from '../../kit/shipped.js';

const { tenants, locales } = shippedConfig();

function speaking(locale: 'id' | 'en' = 'id'): Speaking {
  const tenant = tenants.bySlug('tanah-bumbu');
  if (!tenant) throw new Error('the shipped configuration has no tanah-bumbu');
  return { words: consoleWords(locales, locale, tenant.zone), tenant, names: new Map([['user:1', 'Contoh Admin']]) };
}

const decision: DecisionFact = {
  id: '1', step: 'categorise', outcome: 'jalan-rusak', rule: 'words: berlubang, aspal', score: 0.91, runnerUp: 'drainase 0.05, tidak-ada 0.01',
  decidedBy: 'machine', by: null, at: new Date(), undone: false, overruled: false,
}; // prettier-ignore

describe.each(LOCALES)('a timeline in words (%s)', (locale) => {
  it.each(TIMELINE_EVENTS)('%s', (type) => {
    const data = { by: 'user:1', agency: 'pupr', unit: 'bina-marga', reason: 'not-ours', number: 'TBU-000001', method: 'call', step: 'resolve', percent: 75, system: 'manual-lapor', mark: 3, what: 'split', from: { category: 'sampah', level: 'standar' }, to: { category: 'jalan-rusak', level: 'standar' } };
    const text = eventText(speaking(locale), { type, actor: 'operator', data });
    expect(text).toMatch(/^\S.+[.]$/);
    expect(text).not.toContain(type.includes('-') ? type : `"${type}"`);
    expect(text).not.toMatch(/undefined|null|\{|\}/);
    // What an older gateway wrote without these codes is said all the same.
    expect(eventText(speaking(locale), { type, actor: 'gateway', data: {} })).not.toMatch(/undefined|null|\{|\}/);
  }); // prettier-ignore

  it('has words for every change of state that there is', () => {
    for (const { event } of Object.values(TRANSITIONS)) expect(TIMELINE_EVENTS).toContain(event);
    for (const state of TICKET_STATES) expect(speaking(locale).words.has(`ticket.state.${state}`)).toBe(true);
  });
});

it('says the name of an event that nobody here knows', () => {
  expect(eventText(speaking(), { type: 'from-the-future', actor: 'gateway', data: {} })).toBe('from-the-future');
});

it('names colleagues, agencies and reasons', () => {
  const data = { by: 'user:1', agency: 'pupr', unit: 'bina-marga' };
  expect(eventText(speaking(), { type: 'dispatched', actor: 'operator', data })).toBe(
    'Contoh Admin mendisposisikan kepada Dinas PUPR, Bidang Bina Marga.',
  );
  expect(eventText(speaking(), { type: 'returned', actor: 'officer', data: { agency: 'pupr', reason: 'not-ours' } })).toBe(
    'Dinas PUPR mengembalikan aduan ini: bukan urusan instansi itu.',
  );
}); // prettier-ignore

it('has words for every reason by which a ticket may repeat another one', () => {
  for (const place of [null, 'same', 'near', 'other'] as const)
    for (const category of [null, true, false])
      for (const hours of [0, 47, 48, 700]) {
        const reasons = reasonsOf({ score: 0.5, text: 0.333, category, place, hours });
        for (const reason of reasons) expect(reasonText(speaking(), 'dedupe', reason)).not.toBe(reason);
        expect(reasons.length).toBe(2 + Number(place !== null) + Number(category === true));
      }
});

describe('a decision in one line', () => {
  it('says what, how sure, and by which words', () => {
    expect(decisionLine(speaking(), decision)).toEqual({
      what: 'Jalan rusak',
      score: '0,91',
      why: 'kata: berlubang, aspal',
    });
    expect(decisionLine(speaking('en'), decision).score).toBe('0.91');
  });

  it('offers what came next, as far as there is such a category', () => {
    expect(runnersUp(speaking(), decision)).toEqual([
      { slug: 'drainase', name: 'Selokan dan drainase', score: '0,05' },
    ]);
  });

  it.each([
    [{ step: 'route', outcome: 'pupr', rule: 'R12' }, 'Dinas PUPR', 'aturan R12'],
    [{ step: 'route', outcome: 'triage', rule: 'no rule holds; not to pupr: the complaint is about it' }, 'dipilah petugas', 'tidak ada aturan yang cocok · bukan Dinas PUPR, karena instansi itu yang diadukan'],
    [{ step: 'categorise', outcome: 'undecided', rule: 'words: none' }, 'belum dikategorikan', 'tidak ada kata kunci'],
    [{ step: 'categorise', outcome: 'sampah', rule: 'a human decided; it was jalan-rusak', decidedBy: 'human', by: 'user:1' }, 'Sampah', 'diputuskan Contoh Admin · sebelumnya Jalan rusak'],
    [{ step: 'identify', outcome: 'tanah-bumbu', rule: 'keyword TANAHBUMBU' }, 'Kab. Tanah Bumbu', 'kata kunci TANAHBUMBU'],
    [{ step: 'word', outcome: 'not-fixed', rule: 'TBU-000001, answered' }, 'belum beres', 'TBU-000001: Sudah dijawab'],
    [{ step: 'identify', outcome: 'tanah-bumbu', rule: 'handed' }, 'Kab. Tanah Bumbu', 'diserahkan admin pusat'],
    [{ step: 'thread', outcome: 'TBU-000002', rule: 'reply address of TBU-000002' }, 'TBU-000002', 'membalas surat tentang TBU-000002'],
    [{ step: 'thread', outcome: 'new', rule: "names TBU-000009, not the sender's" }, 'aduan baru', 'menyebut TBU-000009, yang bukan aduan pengirim'],
    [{ step: 'thread', outcome: 'new', rule: 'quotes TBU-000009, sender not proven' }, 'aduan baru', 'menyebut TBU-000009, tetapi pengirimnya belum terbukti'],
    [{ step: 'thread', outcome: 'TBU-000002', rule: "an officer's response: answers the notice" }, 'TBU-000002', 'pejabat membalas pemberitahuan'],
    [{ step: 'command', outcome: 'status-unanswered', rule: 'cap of 10 automatic messages a day' }, 'menanyakan status, tidak dijawab', 'batas 10 pesan otomatis sehari tercapai'],
    [{ step: 'dedupe', outcome: 'TBU-000002', rule: 'same text within 72 hours' }, 'TBU-000002', 'teks yang sama dalam 72 jam'],
    [{ step: 'dedupe', outcome: 'TBU-000002', rule: 'alike words 86%; same place; same category; 2 hours apart' }, 'mungkin sama dengan TBU-000002', '86% kata sama · tempat sama · kategori sama · berselang 2 jam'],
  ] as const)('%o', (made, what, why) => {
    expect(decisionLine(speaking(), { ...decision, ...made })).toMatchObject({ what, why });
  }); // prettier-ignore
});

it('says time in at most two units', () => {
  const none = { late: false, working: false, days: 0, hours: 0, minutes: 0 };
  expect(timeLeftText(speaking().words, { ...none, working: true, days: 1, hours: 6 })).toBe(
    'sisa 1 hari kerja 6 jam kerja',
  );
  expect(timeLeftText(speaking().words, { ...none, late: true, minutes: 5 })).toBe('lewat 5 menit');
});
