import type { TimelineEvent } from '../../../tickets/timeline.js';
import type { EventFact } from '../read/facts.js';
import {
  agencyText,
  categoryText,
  levelText,
  listed,
  placeOfWork,
  stepText,
  unitText,
  whoText,
  type Speaking,
} from './ticket-words.js';

type Params = Record<string, string | number>;
type Say = (speaking: Speaking, data: EventFact['data']) => Params;

const nothing: Say = () => ({});
const agency: Say = (speaking, data) => ({ agency: agencyText(speaking, data['agency']) });
const dispatch: Say = (speaking, data) => ({ agency: placeOfWork(speaking, data['agency'], data['unit']) });
const returned: Say = (speaking, data) => ({
  agency: agencyText(speaking, data['agency']),
  reason: listed(speaking.words, 'returnReason', data['reason']),
});
const other: Say = (_speaking, { number }) => ({ number: typeof number === 'string' ? number : '…' });
const file: Say = ({ words }, { reason }) => ({ reason: listed(words, 'fileReason', reason) });
const task: Say = ({ words }, { method }) => ({ method: listed(words, 'method', method) });
const step: Say = (speaking, data) => ({
  step: stepText(speaking, data['step']),
  percent: Number(data['percent'] ?? 100),
});

/** What each event's text is filled with. Typed by the list of events: one that has no words here does not compile. */
const PARAMS: Record<TimelineEvent, Say> = {
  opened: nothing,
  sorted: nothing,
  dispatched: dispatch,
  accepted: agency,
  returned,
  asked: nothing,
  'citizen-replied': nothing,
  resumed: nothing,
  responded: agency,
  'asked-again': agency,
  answered: nothing,
  'confirmed-fixed': nothing,
  closed: nothing,
  'not-fixed': nothing,
  reopened: nothing,
  cancelled: nothing,
  'cancel-noted': nothing,
  archived: ({ words }, { reason }) => ({ reason: listed(words, 'archiveReason', reason) }),
  merged: other,
  unmerged: other,
  'message-added': nothing,
  noted: nothing,
  thanked: nothing,
  'duplicate-added': nothing,
  'attachment-quarantined': file,
  'attachment-refused': file,
  'attachment-failed': file,
  'location-offered': nothing,
  'location-accepted': nothing,
  'task-done': task,
  'task-not-reached': task,
  'task-given-up': task,
  announced: nothing,
  'staff-not-reached': nothing,
  'dispatch-added': dispatch,
  'dispatch-withdrawn': agency,
  'dispatch-returned': returned,
  'unit-assigned': (speaking, data) => ({
    agency: agencyText(speaking, data['agency']),
    unit: unitText(speaking, data['agency'], data['unit']) || speaking.words('ticket.none.unit'),
  }),
  'response-drafted': agency,
  'draft-submitted': (speaking, data) => ({
    agency: agencyText(speaking, data['agency']),
    how: speaking.words(data['edited'] === true ? 'ticket.draft.edited' : 'ticket.draft.asKept'),
  }),
  'response-added': agency,
  'response-dropped': agency,
  'officer-replied': nothing,
  recategorised: (speaking, data) => ({ from: classText(speaking, data['from']), to: classText(speaking, data['to']) }),
  rerouted: (speaking, data) => ({ from: routeText(speaking, data['from']), to: routeText(speaking, data['to']) }),
  split: other,
  'split-off': other,
  'merged-in': other,
  'unmerged-from': other,
  'overruling-undone': ({ words }, { what }) => ({ what: listed(words, 'undone', what) }),
  'merged-message-added': nothing,
  'reference-added': (_speaking, { system }) => ({ system: typeof system === 'string' ? system : '' }),
  'relay-queued': nothing,
  'not-told': nothing,
  rated: ({ words }, { mark }) => ({
    mark: typeof mark === 'number' ? words('ticket.mark', { mark }) : words('ticket.survey'),
  }),
  assigned: nothing,
  unassigned: nothing,
  'deadline-warned': step,
  'deadline-breached': step,
  escalated: step,
  'deadlines-recomputed': nothing,
  'identity-erased': nothing,
};

/** Every event that a timeline may hold. */
export const TIMELINE_EVENTS = Object.keys(PARAMS) as TimelineEvent[];

export function isTimelineEvent(type: string): type is TimelineEvent {
  return Object.hasOwn(PARAMS, type);
}

/** What happened, in one sentence; of what an older or newer gateway wrote, its name. */
export function eventText(speaking: Speaking, { type, actor, data }: Pick<EventFact, 'type' | 'actor' | 'data'>): string {
  if (!isTimelineEvent(type)) return type;
  const who = whoText(speaking, actor, data['by']);
  return speaking.words(`ticket.event.${type}`, { who, ...PARAMS[type](speaking, data) });
} // prettier-ignore

function classText(speaking: Speaking, value: unknown): string {
  const { category, level } = Object(value) as { category?: unknown; level?: unknown };
  const about = categoryText(speaking, category);
  return typeof level === 'string' ? `${about} (${levelText(speaking, level)})` : about;
}

function routeText(speaking: Speaking, value: unknown): string {
  const { agency: slug, unit } = Object(value) as { agency?: unknown; unit?: unknown };
  return placeOfWork(speaking, slug, unit);
}
