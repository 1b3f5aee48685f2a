import type { VNode } from 'preact';
import type { Tenant } from '../../tenants/tenant.js';
import type { PublicFile, PublicTicketView } from '../public-tickets.js';
import { ticketStory } from '../story.js';
import { inWords } from '../words.js';
import type { Words } from '../words.js';
import { CancelPart, type CancelDraft } from './cancel-part.js';
import { ErrorSummary, Field } from './fields.js';
import { Page } from './page.js';
import type { PageContext } from './page.js';
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

/** Photos are shown, other files named. */
function Files({
  words,
  files,
  path,
}: {
  words: Words;
  files: readonly PublicFile[];
  path: (id: string) => string;
}): VNode | null {
  if (files.length === 0) return null;
  const shown = (file: PublicFile): boolean => /^image\/(?:jpeg|png)$/.test(file.contentType);
  const photos = files.filter(shown);
  const others = files.filter((file) => !shown(file));
  return (
    <>
      {photos.length > 0 && (
        <ul class="photos">
          {photos.map((file, index) => (
            <li key={file.id}>
              <a href={path(file.id)}>
                <img src={path(file.id)} alt={words('tracking.answerPhoto', { index: index + 1 })} loading="lazy" />
              </a>
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul class="files">
          {others.map((file) => (
            <li key={file.id}>
              <a href={path(file.id)} dir="auto">
                {file.filename}
              </a>{' '}
              <span class="when">
                {words('tracking.kilobytes', { size: Math.max(1, Math.round(file.size / 1024)) })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** A ticket as its reporter sees it: where it stands, what was answered, what happened, what comes next. */
export function StoryPage({
  ticket,
  photos,
  filePath,
  now,
  judging = false,
  draft = {},
  cancel,
  ...context
}: PageContext & {
  tenant: Tenant;
  ticket: PublicTicketView;
  photos: readonly string[];
  /** Where a file of an answer is, for as long as the page is looked at. */
  filePath: (id: string) => string;
  now: Date;
  /** Its answer can be judged. */
  judging?: boolean;
  draft?: VerdictDraft;
  /** It can be taken back. */
  cancel?: CancelDraft;
}): VNode {
  const { words, tenant } = context;
  const story = ticketStory(ticket, now, tenant.zone, words);
  const items = verdictItems(draft);
  return (
    <Page
      {...context}
      title={words('tracking.heading', { number: ticket.number })}
      here="track"
      failed={items.length > 0}
    >
      <h1>{words('tracking.heading', { number: ticket.number })}</h1>
      <ErrorSummary words={words} items={items} title={words('verdict.notSent')} />
      <dl class="facts">
        {story.facts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section aria-labelledby="jawaban">
        <h2 id="jawaban">{words('tracking.answers')}</h2>
        {ticket.replies.length === 0 && <p class={story.late ? 'notice' : undefined}>{story.waiting}</p>}
        {ticket.replies.map((reply) => (
          <article class="answer" key={reply.at.getTime()}>
            <p class="when">{inWords(words, reply.at, tenant.zone)}</p>
            <p class="said" dir="auto">
              {reply.text}
            </p>
            <Files words={words} files={reply.files ?? []} path={filePath} />
          </article>
        ))}
      </section>
      {judging && <VerdictPart words={words} tenant={tenant} ticket={ticket} draft={draft} />}
      {photos.length > 0 && (
        <section aria-labelledby="foto">
          <h2 id="foto">{words('tracking.photos')}</h2>
          <ul class="photos">
            {photos.map((path, index) => (
              <li key={path}>
                <a href={path}>
                  <img src={path} alt={words('tracking.photo', { index: index + 1 })} loading="lazy" />
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="perjalanan">
        <h2 id="perjalanan">{words('tracking.story')}</h2>
        <ol class="story">
          {story.events.map(({ at, text, note }) => (
            <li key={`${at}${text}`}>
              <strong>{text}</strong>
              <span class="when">{at}</span>
              {note && <p dir="auto">{note}</p>}
            </li>
          ))}
          {story.next && <li class="next">{story.next}</li>}
        </ol>
      </section>
      {cancel && <CancelPart words={words} tenant={tenant} draft={cancel} />}
      <form method="post" action={`/${tenant.slug}/lacak/tutup`} class="links">
        <button type="submit" class="secondary outline">
          {words('tracking.close')}
        </button>
      </form>
    </Page>
  );
}
