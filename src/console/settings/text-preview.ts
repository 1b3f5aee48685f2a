import type { Channel } from '../../messaging/ports.js';
import { costOf } from '../../outbox/cost.js';
import { segmentsOf, toGsm7 } from '../../outbox/sms-text.js';
import { fillIn, placeholders } from '../../tenants/locales.js';
import { formsOf, REPLY_TEXTS, type ReplyForm, type ReplyKey } from '../../tenants/reply-texts.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { FormValues } from './edit/item-editor.js';

export interface TextPreview {
  form: ReplyForm;
  /** Filled with examples; absent where a placeholder is not known here. */
  text?: string;
  /** Whether the gateway's own text is shown, since the office says nothing else. */
  usual: boolean;
  /** Of an SMS. */
  segments?: number;
  costs?: { channelId: string; cost: number; currency: string }[];
}

/** What a citizen would read, with examples in the placeholders, and what an SMS of it comes to. Pure. */
export function previewTexts(
  tenant: Tenant,
  key: ReplyKey,
  { values, usual, samples, channels }: {
    values: FormValues;
    usual: (form: ReplyForm) => string;
    /** By placeholder. */
    samples: Readonly<Record<string, string>>;
    channels: readonly Channel[];
  },
): TextPreview[] {
  return formsOf(key).map((form) => {
    const own = values[form] ?? '';
    const template = own === '' ? usual(form) : own;
    const known: readonly string[] = REPLY_TEXTS[key];
    if (placeholders(template).some((name) => !known.includes(name))) return { form, usual: own === '' };
    const filled = fillIn(template, samplesOf(tenant, samples));
    if (form !== 'short') return { form, text: filled, usual: own === '' };
    const text = toGsm7(filled);
    const costs = channels.filter(({ kind }) => kind === 'sms').flatMap(({ id, cost: prices }) => {
      const { cost, currency } = costOf({ text, template: false, segmented: true }, prices);
      return cost === undefined || currency === undefined ? [] : [{ channelId: id, cost, currency }];
    });
    return { form, text, usual: own === '', segments: segmentsOf(text), costs };
  });
} // prettier-ignore

function samplesOf(tenant: Tenant, samples: Readonly<Record<string, string>>): Record<string, string> {
  const [agency] = tenant.agencies;
  return {
    ...samples,
    number: `${tenant.ticketPrefix}-000123`,
    from: `${tenant.ticketPrefix}-000122`,
    digits: '123',
    tenant: tenant.name,
    agency: agency?.shortName ?? tenant.name,
    prefix: `${tenant.keywords[0] ?? ''} `,
    example: tenant.example,
    examples: tenant.keywords[0] ?? '',
    emergency: tenant.emergencyNumber,
  };
}
