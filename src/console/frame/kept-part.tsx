import type { VNode } from 'preact';
import type { ConsoleWords } from './console-words.js';
import type { Typed } from './form-kept.js';

const LINES = 8;

interface KeptProps {
  words: ConsoleWords;
  /** Below `error`. */
  trouble: 'office' | 'session';
  params?: Record<string, string>;
  typed: readonly Typed[];
  /** The page that the form is on, by whatever has to come first. */
  back: string;
}

/** A form was not taken, and nothing in it is lost. `drafts.js` fills the form in again by `data-kept`. */
export function KeptPart({ words, trouble, params, typed, back }: KeptProps): VNode {
  return (
    <section class="frame-error" data-kept>
      <h1>{words(`error.${trouble}.title`, params)}</h1>
      <p>{words(`error.${trouble}.text`, params)}</p>
      <p>
        <a class="btn btn-primary" href={back}>
          {words(`error.${trouble}.back`, params)}
        </a>
      </p>
      {typed.length > 0 && (
        <>
          <h2>{words('error.kept')}</h2>
          {typed.map(({ name, text }, index) => (
            <div class="mb-3" key={`${name}-${String(index)}`}>
              <label class="form-label" for={`tulisan-${String(index)}`}>
                {name}
              </label>
              <textarea
                class="form-control"
                id={`tulisan-${String(index)}`}
                readOnly
                rows={Math.min(LINES, text.split('\n').length + Math.floor(text.length / 80))}
              >
                {text}
              </textarea>
            </div>
          ))}
        </>
      )}
    </section>
  );
}
