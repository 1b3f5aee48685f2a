import type { VNode } from 'preact';
import type { ReplyTaskDetail } from '../../manual/reply-tasks.js';
import { asset } from '../../public/assets.js';
import { formatDate } from '../../tenants/format-date.js';
import type { Locales, TextParams } from '../../tenants/locales.js';
import type { Tenant } from '../../tenants/tenant.js';

export interface LetterProps {
  tenant: Tenant;
  task: ReplyTaskDetail;
  texts: Locales;
  /** Where a file of the answer is, for as long as the page is looked at. */
  filePath: (id: string) => string;
  /** Of the letter. */
  date: Date;
}

/** An answer as it is printed, signed and posted. */
export function LetterPage({ tenant, task, texts, filePath, date }: LetterProps): VNode {
  const words = (key: string, params?: TextParams): string => texts.translate(tenant.locale, `letter.${key}`, params);
  const { lines = [tenant.office], contact, place, signatory } = tenant.letterhead ?? {};
  const day = (at: Date): string => formatDate(at, tenant.zone, tenant.locale);
  const { name = words('unnamed'), postalAddress = '' } = task.recipient;
  const answer = task.purpose === 'answer';
  return (
    <html lang={tenant.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${words('title')} ${task.number}`}</title>
        <link rel="icon" type="image/svg+xml" href={asset('icon.svg')} />
        <link rel="stylesheet" href={asset('letter.css')} />
      </head>
      <body>
        <aside class="bar">
          <p>{words('hint')}</p>
          {task.files.length > 0 && (
            <>
              <p>{words('enclose')}</p>
              <ol>
                {task.files.map((file) => (
                  <li key={file.id}>
                    <a href={filePath(file.id)} target="_blank" rel="noopener" dir="auto">
                      {file.filename}
                    </a>
                  </li>
                ))}
              </ol>
            </>
          )}
        </aside>
        <main class="sheet">
          <header>
            {lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
            {contact && <p class="contact">{contact}</p>}
          </header>
          <p class="date">{place ? `${place}, ${day(date)}` : day(date)}</p>
          <dl>
            <dt>{words('number')}</dt>
            <dd>{task.number}</dd>
            {task.files.length > 0 && (
              <>
                <dt>{words('enclosures')}</dt>
                <dd>{words(task.files.length === 1 ? 'enclosure' : 'enclosureCount', { count: task.files.length })}</dd>
              </>
            )}
            <dt>{words('subject')}</dt>
            <dd>
              <h1>{words(answer ? 'subjectAnswer' : 'subjectReceived')}</h1>
            </dd>
          </dl>
          <address>{`${words('to')}\n${name}\n${postalAddress}`}</address>
          <div class="body">
            <p>{words('greeting')}</p>
            <p>
              {words(answer ? 'openingAnswer' : 'openingReceived', {
                number: unbroken(task.number),
                date: day(new Date(task.openedAt)),
              })}
            </p>
            {task.text.split(/\n{2,}/).map((paragraph, index) => (
              <p key={String(index)}>{paragraph}</p>
            ))}
            <p>{words('closing')}</p>
          </div>
          <section class="sign">
            <p>{signatory ?? tenant.office},</p>
            <p class="name" />
            <p>{words('nip')}</p>
          </section>
        </main>
      </body>
    </html>
  );
}

/** A number that no line's end breaks. */
function unbroken(number: string): string {
  return number.replace('-', '\u2011');
}
