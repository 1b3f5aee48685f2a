import { MANUAL_REPLY_WAYS, type ManualEntry, type ManualReplyWay } from '../channels/manual/manual-entry.js';
import { MANUAL_WAYS, type ManualWay } from '../channels/manual/manual-ways.js';
import { outsideReference } from '../channels/manual/outside-reference.js';
import { cleanText, parseEmail, parsePhone } from '../channels/typed.js';
import type { Address } from '../messaging/inbound-event.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import { findReplyChannel } from '../pipeline/reply-channel.js';
import type { RegionAreas } from '../tenants/areas.js';
import type { Tenant } from '../tenants/tenant.js';
import type { EntryError, EntryInput } from './entry-input.js';
import { checkPlace, checkTexts, checkTime } from './entry-fields.js';

export interface EntryRules {
  channel: Channel;
  tenant: Tenant;
  areas: RegionAreas;
  channels: ChannelRegistry;
  now: Date;
}

export type EntryFacts = Omit<ManualEntry, 'version' | 'nonce' | 'recordedAt' | 'attachments'>;
export type EntryResult = { errors: readonly EntryError[] } | { errors: readonly []; facts: EntryFacts };

/** How the reporter can be reached, as far as what was typed is right. */
interface Reach {
  phone?: Address;
  email?: Address;
  postalAddress?: string;
  reference?: string;
}

/** The whole decision on what a clerk typed; every error at once. Pure. */
export function checkEntry(input: EntryInput, rules: EntryRules): EntryResult {
  const { tenant, channel, now } = rules;
  const way = MANUAL_WAYS[channel.provider];
  if (!way) return { errors: [{ field: 'channelId', code: 'notManual' }] };
  const anonymous = input.anonymous === true;
  const reach: Reach = anonymous ? {} : readReach(input);
  if (input.reference !== undefined && way.reference) reach.reference = outsideReference(input.reference);
  const replyBy = input.replyBy === undefined ? suitableReply(way, anonymous, reach) : knownReply(input.replyBy);
  const place = checkPlace(input, rules.areas);
  const errors: EntryError[] = [
    ...checkTexts(input, tenant),
    ...checkTime(input.saidAt, now),
    ...place.errors,
    ...checkReference(input, way, reach),
    ...checkWho(input, way, tenant, reach),
    ...checkReply(replyBy, anonymous, reach, rules),
  ];
  if (errors.length > 0 || !replyBy) return { errors };
  const reporter = anonymous ? {} : (input.reporter ?? {});
  return {
    errors: [],
    facts: present({
      tenant: tenant.slug,
      saidAt: input.saidAt === undefined ? undefined : new Date(input.saidAt).toISOString(),
      text: cleanText(input.text),
      identity: anonymous ? 'anonymous' : input.confidential === true ? 'confidential' : 'named',
      reporterName: cleaned(reporter.name),
      contact: contactFor(replyBy, reach),
      postalAddress: reach.postalAddress,
      document: reporter.document && { ...reporter.document, number: cleanText(reporter.document.number) },
      replyBy,
      ...place.facts,
      category: cleaned(input.category),
      reference: reach.reference,
      followUpTo: input.followUpTo,
      inPerson: way.inPerson,
    }),
  };
}

function readReach({ reporter = {} }: EntryInput): Reach {
  return present({
    phone: parsePhone(reporter.phone?.trim() ?? ''),
    email: parseEmail(reporter.email?.trim() ?? ''),
    postalAddress: cleaned(reporter.postalAddress),
  });
}

/** What was not asked for: as the channel is answered, or however this reporter can be reached at all. */
function suitableReply(way: ManualWay, anonymous: boolean, reach: Reach): ManualReplyWay {
  const order: ManualReplyWay[] = [way.answeredBy, 'call', 'letter', 'email'];
  if (anonymous) return reach.reference === undefined ? 'page' : 'relay';
  return order.find((method) => method === 'page' || missingFor(method, reach) === undefined) ?? 'page';
}

function knownReply(typed: string): ManualReplyWay | undefined {
  return MANUAL_REPLY_WAYS.find((each) => each === typed);
}

/** The field without which a reply can't go that way. */
function missingFor(method: ManualReplyWay, reach: Reach): string | undefined {
  if (method === 'page') return undefined;
  if (method === 'email') return reach.email ? undefined : 'reporter.email';
  if (method === 'letter') return reach.postalAddress === undefined ? 'reporter.postalAddress' : undefined;
  if (method === 'relay') return reach.reference === undefined ? 'reference' : undefined;
  return reach.phone ? undefined : 'reporter.phone';
}

function checkReply(
  replyBy: ManualReplyWay | undefined,
  anonymous: boolean,
  reach: Reach,
  { tenant, channels }: EntryRules,
): EntryError[] {
  if (!replyBy) return [{ field: 'replyBy', code: 'oneOf', params: { values: MANUAL_REPLY_WAYS.join(', ') } }];
  if (anonymous) return replyBy === 'page' || replyBy === 'relay' ? [] : [{ field: 'replyBy', code: 'anonymous' }];
  const missing = missingFor(replyBy, reach);
  const errors: EntryError[] =
    missing === undefined ? [] : [{ field: missing, code: 'neededForReply', params: { replyBy } }];
  const sends = replyBy === 'sms' || replyBy === 'whatsapp' || replyBy === 'email';
  if (sends && !findReplyChannel(replyBy, tenant.slug, channels))
    errors.push({ field: 'replyBy', code: 'noChannel', params: { replyBy } });
  return errors;
}

/** What the office's service standard asks of who reports; another system has asked for itself. */
function checkWho(input: EntryInput, way: ManualWay, tenant: Tenant, reach: Reach): EntryError[] {
  const { reporter = {} } = input;
  if (input.anonymous === true)
    return tenant.anonymousAllowed || way.reference ? [] : [{ field: 'anonymous', code: 'notAllowed' }];
  const errors: EntryError[] = [];
  if (cleaned(reporter.phone) !== undefined && !reach.phone) errors.push({ field: 'reporter.phone', code: 'phone' });
  if (cleaned(reporter.email) !== undefined && !reach.email) errors.push({ field: 'reporter.email', code: 'email' });
  if (way.reference || input.followUpTo !== undefined) return errors;
  if (tenant.requirements.identity === 'required') {
    if (cleaned(reporter.name) === undefined) errors.push({ field: 'reporter.name', code: 'required' });
    if (way.showsDocument && cleaned(reporter.document?.number) === undefined)
      errors.push({ field: 'reporter.document', code: 'required' });
  }
  const { villageCode, landmark } = input.place ?? {};
  if (tenant.requirements.address === 'required' && !villageCode && cleaned(landmark) === undefined)
    errors.push({ field: 'place.landmark', code: 'required' });
  return errors;
}

function checkReference(input: EntryInput, way: ManualWay, reach: Reach): EntryError[] {
  if (!way.reference) return input.reference === undefined ? [] : [{ field: 'reference', code: 'notHere' }];
  if (input.reference === undefined || input.reference.trim() === '') return [{ field: 'reference', code: 'required' }];
  return reach.reference === undefined ? [{ field: 'reference', code: 'reference' }] : [];
}

function contactFor(replyBy: ManualReplyWay, { phone, email }: Reach): Address | undefined {
  if (replyBy === 'email') return email;
  if (replyBy === 'whatsapp') return phone && { ...phone, kind: 'whatsapp' };
  return phone ?? email;
}

function cleaned(typed: string | undefined): string | undefined {
  return typed === undefined ? undefined : cleanText(typed) || undefined;
}

/** Leaves absent what is absent. */
function present<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
