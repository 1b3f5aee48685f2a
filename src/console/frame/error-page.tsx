import type { ComponentChildren, VNode } from 'preact';
import type { ConsoleWords } from './console-words.js';
import { Document } from './document.js';
import type { Theme } from './theme.js';

export type Trouble = 'forbidden' | 'missing' | 'large' | 'refused' | 'ours';

interface ErrorProps {
  words: ConsoleWords;
  trouble: Trouble;
}

/** What happened, what was kept, what to do next. */
export function ErrorPart({ words, trouble }: ErrorProps): VNode {
  return (
    <section class="frame-error">
      <h1>{words(`error.${trouble}.title`)}</h1>
      <p>{words(`error.${trouble}.text`)}</p>
      <p>
        <a class="btn btn-primary" href="/console">
          {words('error.toStart')}
        </a>
      </p>
    </section>
  );
}

/** For who has not signed in. */
export function ErrorDocument({ title, theme, ...props }: ErrorProps & { title: string; theme: Theme }): VNode {
  return (
    <BareDocument words={props.words} title={title} theme={theme}>
      <ErrorPart {...props} />
    </BareDocument>
  );
}

interface BareProps {
  words: ConsoleWords;
  title: string;
  theme: Theme;
  children: ComponentChildren;
}

/** A page without the frame. */
export function BareDocument({ children, ...props }: BareProps): VNode {
  return (
    <Document {...props} bodyClass="plain">
      <main id="isi" class="plain-main" tabIndex={-1}>
        {children}
      </main>
    </Document>
  );
}
