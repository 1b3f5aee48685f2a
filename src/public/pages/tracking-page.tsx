import type { VNode } from 'preact';
import type { Tenant } from '../../tenants/tenant.js';
import type { PublicTicketView } from '../public-tickets.js';
import { ticketStory } from '../story.js';
import { inWords } from '../words.js';
import type { Words } from '../words.js';
import { addingItems, AddingPart, type AddingDraft } from './adding-part.js';
import { CancelPart, type CancelDraft } from './cancel-part.js';
import { ErrorSummary, Field } from './fields.js';
import { Page } from './page.js';
import type { PageContext } from './page.js';
import { Answer, StoryPart, type StoryPaths } from './story-part.js';
import { verdictItems, VerdictPart, type VerdictDraft } from './verdict-part.js';

/** Texts, not keys: the page shows what its controller found wrong. */
export interface TrackingErrors {
  number?: string;
  code?: string;
  form?: string;
}

interface TrackingFieldsProps {
  words: Words;
  tenant: Tenant;
  number: string;
  code: string;
  errors: TrackingErrors;
}

/** Number and code; also on the office's front page. */
export function TrackingFields({ words, tenant, number, code, errors }: TrackingFieldsProps): VNode {
  const listed = (text: string | undefined): string[] => (text ? [text] : []);
  return (
    <form method="post" action={`/${tenant.slug}/lacak`} class="track" noValidate>
      <Field
        words={words}
        name="number"
        label={words('tracking.number')}
        hint={words('tracking.numberHint', { example: `${tenant.ticketPrefix}-000123` })}
        errors={listed(errors.number)}
        need="none"
      >
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            autoComplete="off"
            autoCapitalize="characters"
            spellcheck={false}
            value={number}
          />
        )}
      </Field>
      <Field
        words={words}
        name="code"
        label={words('tracking.code')}
        hint={words('tracking.codeHint')}
        errors={listed(errors.code)}
        need="none"
      >
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            autoComplete="off"
            autoCapitalize="characters"
            spellcheck={false}
            value={code}
          />
        )}
      </Field>
      <button type="submit">{words('tracking.show')}</button>
    </form>
  );
}

export function TrackingFormPage({
  number,
  code,
  errors,
  ...context
}: PageContext & Omit<TrackingFieldsProps, 'words'>): VNode {
  const { words, tenant } = context;
  const items = (['form', 'number', 'code'] as const).flatMap((field) => {
    const text = errors[field];
    return text ? [{ text, ...(field === 'form' ? {} : { href: `#${field}` }) }] : [];
  });
  return (
    <Page {...context} title={words('tracking.title')} here="track" failed={items.length > 0}>
      <h1>{words('tracking.title')}</h1>
      <ErrorSummary words={words} items={items} title={words('tracking.notShown')} />
      <p>{words('tracking.intro')}</p>
      <TrackingFields words={words} tenant={tenant} number={number} code={code} errors={errors} />
    </Page>
  );
}

/** A ticket as its reporter sees it: where it stands and what comes next, the answer and their word on it, and all that happened. */
export function StoryPage({
  ticket,
  paths,
  now,
  judging = false,
  draft = {},
  adding,
  cancel,
  ...context
}: PageContext & {
  tenant: Tenant;
  ticket: PublicTicketView;
  paths: StoryPaths;
  now: Date;
  /** Its answer can be judged. */
  judging?: boolean;
  draft?: VerdictDraft;
  /** Its reporter can add to it, or answer what they were asked. */
  adding?: AddingDraft;
  /** It can be taken back. */
  cancel?: CancelDraft;
}): VNode {
  const { words, tenant } = context;
  const story = ticketStory(ticket, now, tenant, words);
  const items = [...verdictItems(draft), ...addingItems(adding)];
  const answer = ticket.replies.at(-1);
  const asked = ticket.state === 'awaiting-citizen';
  const part = adding && <AddingPart words={words} tenant={tenant} ticket={ticket} draft={adding} />;
  return (
    <Page
      {...context}
      title={words('tracking.heading', { number: ticket.number })}
      here="track"
      failed={items.length > 0}
    >
      <h1>{words('tracking.heading', { number: ticket.number })}</h1>
      <ErrorSummary words={words} items={items} title={words('verdict.notSent')} />
      <div class={story.late ? 'standing late' : 'standing'}>
        <p>
          <span class="when">{words('tracking.state')}</span> <strong>{story.state}</strong>
        </p>
        {story.next && <p>{story.next}</p>}
      </div>
      {asked && part}
      {answer && (
        <section aria-labelledby="jawaban">
          <h2 id="jawaban">{words(ticket.replies.length > 1 ? 'tracking.lastAnswer' : 'tracking.answer')}</h2>
          <article class="answer">
            <p class="when">
              {inWords(words, answer.at, tenant.zone)} · {tenant.office}
            </p>
            <Answer words={words} answer={answer} paths={paths} />
          </article>
        </section>
      )}
      {judging && <VerdictPart words={words} tenant={tenant} ticket={ticket} draft={draft} />}
      <StoryPart words={words} steps={story.steps} replies={ticket.replies} paths={paths} />
      <dl class="facts">
        {story.facts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {!asked && part}
      {cancel && <CancelPart words={words} tenant={tenant} draft={cancel} />}
      <form method="post" action={`/${tenant.slug}/lacak/tutup`} class="links">
        <button type="submit" class="secondary outline">
          {words('tracking.close')}
        </button>
      </form>
    </Page>
  );
}
