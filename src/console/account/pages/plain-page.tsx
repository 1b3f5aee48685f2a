import type { ComponentChildren, VNode } from 'preact';
import { LOCALES } from '../../../tenants/tenant.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Document } from '../../frame/document.js';
import type { FieldError } from '../../frame/form-parts.js';
import type { Theme } from '../../frame/theme.js';

export interface PlainPageProps {
  words: ConsoleWords;
  theme: Theme;
  errors: readonly FieldError[];
}

const LANGUAGES = { id: 'Bahasa Indonesia', en: 'English' } as const;

/** A narrow page without the frame: before somebody is in. @param path where the languages lead; absent: no switch */
export function PlainPage({
  words,
  theme,
  title,
  errors,
  path,
  children,
}: PlainPageProps & { title: string; path?: string; children: ComponentChildren }): VNode {
  return (
    <Document
      words={words}
      title={errors.length > 0 ? words('form.failed', { title }) : title}
      theme={theme}
      bodyClass="plain"
    >
      <main id="isi" class="plain-main" tabIndex={-1}>
        <p class="plain-brand">Kentongan</p>
        <div class="card">
          <div class="card-body">
            <h1>{title}</h1>
            {children}
          </div>
        </div>
        {path !== undefined && (
          <nav class="plain-languages" aria-label={words('frame.language')}>
            {LOCALES.map((locale) =>
              locale === words.locale ? (
                <span key={locale} aria-current="true" lang={locale}>
                  {LANGUAGES[locale]}
                </span>
              ) : (
                <a
                  key={locale}
                  href={`${path}${path.includes('?') ? '&' : '?'}lang=${locale}`}
                  lang={locale}
                  rel="nofollow"
                >
                  {LANGUAGES[locale]}
                </a>
              ),
            )}
          </nav>
        )}
      </main>
    </Document>
  );
}
