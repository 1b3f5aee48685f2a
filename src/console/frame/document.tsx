import type { ComponentChildren, VNode } from 'preact';
import { asset } from '../../public/assets.js';
import { consoleAsset } from './console-assets.js';
import type { ConsoleWords } from './console-words.js';
import type { Theme } from './theme.js';

/**
 * htmx without what the Content-Security-Policy forbids (its own style element, `eval`), and without pages in the
 * browser's storage: they hold personal data. Refused forms (422) are shown like any answer.
 */
const HTMX = JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  responseHandling: [
    { code: '204', swap: false },
    { code: '[23]..', swap: true },
    { code: '422', swap: true },
    { code: '...', swap: false, error: true },
  ],
});

interface DocumentProps {
  words: ConsoleWords;
  title: string;
  theme: Theme;
  /** Names of scripts beyond the frame's, as `consoleAsset` knows them. */
  scripts?: readonly string[];
  /** Sent along by htmx with each request that changes something. */
  csrf?: string;
  bodyClass: string;
  /** Comes anew by itself, where there is no script that looks. */
  refreshSeconds?: number | undefined;
  /** Who reads. */
  userId?: string;
  /** The slug of the office that the page is about. */
  office?: string;
  children?: ComponentChildren;
}

/** The document around every page of the console. */
export function Document({
  words,
  title,
  theme,
  scripts = [],
  csrf,
  bodyClass,
  userId,
  office,
  refreshSeconds,
  children,
}: DocumentProps): VNode {
  const headers = csrf === undefined ? {} : { 'hx-headers': JSON.stringify({ 'x-csrf-token': csrf }) };
  return (
    <html lang={words.locale} data-theme={theme} data-bs-theme={theme === 'dark' ? 'dark' : 'light'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={theme === 'auto' ? 'light dark' : theme} />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="htmx-config" content={HTMX} />
        {refreshSeconds !== undefined && (
          <noscript>
            <meta http-equiv="refresh" content={String(refreshSeconds)} />
          </noscript>
        )}
        <title>{`${title} – Kentongan`}</title>
        <link rel="icon" type="image/svg+xml" href={asset('icon.svg')} />
        <script src={consoleAsset('theme.js')} />
        <link rel="stylesheet" href={consoleAsset('tabler.css')} />
        <link rel="stylesheet" href={consoleAsset('console.css')} />
        <script src={consoleAsset('htmx.js')} defer />
        <script src={consoleAsset('console.js')} defer />
        <script src={consoleAsset('drafts.js')} defer />
        {scripts.map((script) => (
          <script key={script} src={consoleAsset(script)} defer />
        ))}
      </head>
      <body class={bodyClass} data-user={userId} data-office={office} {...headers}>
        <a class="skip" href="#isi">
          {words('frame.skip')}
        </a>
        {children}
        {/* What happens without a page of its own is said here; console.js fills it. */}
        <div id="kabar" class="news" role="status" aria-live="polite" data-trouble={words('frame.trouble')} />
      </body>
    </html>
  );
}
