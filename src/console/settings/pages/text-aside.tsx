import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import type { TextPreview } from '../text-preview.js';

/** Above it an SMS costs twice. */
const ONE = 1;

interface AsideProps {
  words: ConsoleWords;
  previews: readonly TextPreview[];
  /** Where a newer one comes from while somebody types. */
  path: string;
}

/** What a citizen would read; renewed while the text is typed, and shown without script as it was saved. */
export function TextAside({ path, ...props }: AsideProps): VNode {
  return (
    <section
      class="settings-aside"
      aria-labelledby="pratinjau-judul"
      hx-post={path}
      hx-trigger="input delay:400ms from:closest form"
      hx-include="closest form"
      hx-target="#pratinjau"
      hx-sync="this:replace"
    >
      <h2 id="pratinjau-judul">{props.words('settings.preview.title')}</h2>
      <div id="pratinjau" aria-live="polite">
        <Previews {...props} />
      </div>
    </section>
  );
}

export function Previews({ words, previews }: Omit<AsideProps, 'path'>): VNode {
  return (
    <>
      {previews.map(({ form, text, usual, segments, costs = [] }) => (
        <div key={form} class="settings-preview">
          <h3>{words(`settings.form.${form}`)}</h3>
          {usual && <p class="form-hint">{words('settings.preview.usual')}</p>}
          {text === undefined ? <p>{words('settings.preview.unknown')}</p> : <blockquote>{text}</blockquote>}
          {segments !== undefined && (
            <p class={segments > ONE ? 'form-error' : 'form-hint'}>
              {words('settings.preview.segments', { segments, letters: text?.length ?? 0 })}
              {costs.map(({ channelId, cost, currency }) => (
                <span key={channelId}>
                  {' · '}
                  {words('settings.preview.cost', { channel: channelId, cost: cost.toLocaleString(words.locale), currency })}
                </span>
              ))}
            </p>
          )}
        </div>
      ))}
    </>
  );
} // prettier-ignore
