import type { ChannelKind } from '../messaging/inbound-event.js';
import type { Tenant } from '../tenants/tenant.js';
import type { TicketState } from '../tickets/transitions.js';

/** What a citizen can be asked for; all of it in one message. */
export type Missing = 'place' | 'identity' | 'evidence';

export interface MissingFacts {
  channel: ChannelKind;
  state: TicketState;
  category: string | null;
  danger: boolean;
  anonymous: boolean;
  /** A place is known: by code, on the map, as a landmark, or the text says it. */
  placed: boolean;
  /** The citizen's name is known. */
  named: boolean;
  files: number;
}

export interface MissingDecision {
  ask: Missing[];
  /** Whether the ticket waits for the answer. Danger to life does not wait. */
  waits: boolean;
}

/** States in which what is missing still changes what happens: nobody is at work on it. */
const EARLY: readonly TicketState[] = ['received', 'triage', 'dispatched'];
/** A form asks by itself, and at a desk the clerk does. */
const ASKABLE: readonly ChannelKind[] = ['sms', 'whatsapp', 'email'];
/** By these one can send a photo or a document. */
const CARRIES_FILES: readonly ChannelKind[] = ['whatsapp', 'email'];

/**
 * What a new ticket lacks that would change what happens to it. Pure. A place where nobody can act without; an identity
 * or evidence where the tenant's standard requires it, the channel has not given it, and can.
 */
export function decideMissing(tenant: Tenant, facts: MissingFacts): MissingDecision {
  const { channel, state, category, danger, anonymous, placed, named, files } = facts;
  if (anonymous || !ASKABLE.includes(channel) || !EARLY.includes(state)) return { ask: [], waits: false };
  const ask: Missing[] = [];
  if (!placed && asksPlace(tenant, category)) ask.push('place');
  if (!named && tenant.requirements.identity === 'required') ask.push('identity');
  if (files === 0 && tenant.requirements.evidence === 'required' && CARRIES_FILES.includes(channel))
    ask.push('evidence');
  // Papers can wait where life is in danger; where it is can't.
  const now = danger ? ask.filter((each) => each === 'place') : ask;
  return { ask: now, waits: now.length > 0 && !danger };
}

function asksPlace(tenant: Tenant, slug: string | null): boolean {
  const category = tenant.categories.find((each) => each.slug === slug);
  if (category?.asksPlace) return true;
  return tenant.categories.some((each) => each.slug === category?.parent && each.asksPlace === true);
}
