import type { VNode } from 'preact';
import { MAX_QUESTION_LENGTH } from '../../../dispatch/citizen-questions.js';
import { MAX_ANSWER_LENGTH } from '../../../replies/answer.service.js';
import { MAX_NOTE_LENGTH } from '../../../tickets/ticket-notes.js';
import { Icon } from '../../frame/icons.js';
import type { AnswerText } from '../rules/answer-texts.js';
import { measured } from './actions-part.js';
import { Disclosure, TicketFormFrame } from './form-frame.js';
import { pathOf, typed, type TicketPageProps } from './page-props.js';

export interface WriteProps extends TicketPageProps {
  answerTexts: readonly AnswerText[];
  /** The one that was chosen by its link. */
  chosenText: string | undefined;
}

/** What can be written: to the citizen, or to colleagues alone. They never look alike. */
export function WritePart(props: WriteProps): VNode | null {
  const { words, actions, filled, chosenText } = props;
  const { allowed, primary } = actions;
  if (!['answer', 'ask', 'note'].some((action) => allowed.has(action as 'answer'))) return null;
  return (
    <section class="ticket-write" aria-labelledby="tulis">
      <h2 id="tulis">{words('ticket.write')}</h2>
      {allowed.has('answer') && (
        <Disclosure id="jawab" keys="r" class="write-answer" title={words('ticket.answer.title')} open={filled?.form === 'answer' || primary === 'answer' || chosenText !== undefined}>
          <AnswerForm {...props} />
        </Disclosure>
      )}
      {allowed.has('ask') && (
        <Disclosure id="tanya" class="write-answer" title={words('ticket.ask.title')} open={filled?.form === 'ask'}>
          <TicketFormFrame page={props} form="ask" keepDraft>
            <label class="form-label" for="tanya-teks">
              {words('ticket.ask.text')}
            </label>
            <textarea class="form-control" id="tanya-teks" name="teks" rows={3} required maxLength={MAX_QUESTION_LENGTH} dir="auto">
              {typed(props, 'ask', 'teks')}
            </textarea>
            <p class="text-secondary">{words('ticket.ask.pauses')}</p>
            <button class="btn btn-primary">{words('ticket.ask.do')}</button>
          </TicketFormFrame>
        </Disclosure>
      )}
      {allowed.has('note') && (
        <Disclosure id="catatan" keys="n" class="write-note" title={words('ticket.note.write')} open={filled?.form === 'note'}>
          <TicketFormFrame page={props} form="note" keepDraft>
            <label class="form-label" for="catatan-teks">
              <Icon name="lock" size={16} /> {words('ticket.note.text')}
            </label>
            <textarea class="form-control" id="catatan-teks" name="teks" rows={3} required maxLength={MAX_NOTE_LENGTH} dir="auto">
              {typed(props, 'note', 'teks')}
            </textarea>
            <button class="btn btn-outline-secondary">{words('ticket.note.do')}</button>
          </TicketFormFrame>
        </Disclosure>
      )}
    </section>
  );
} // prettier-ignore

function AnswerForm(props: WriteProps): VNode {
  const { words, answerTexts, chosenText } = props;
  const chosen = answerTexts.find(({ slug }) => slug === chosenText)?.text;
  return (
    <TicketFormFrame page={props} form="answer" files keepDraft>
      <WayText {...props} />
      <label class="form-label" for="jawab-teks">
        {words('ticket.answer.text')}
      </label>
      <div class="write-box">
        <textarea
          class="form-control"
          id="jawab-teks"
          name="teks"
          rows={5}
          required
          maxLength={MAX_ANSWER_LENGTH}
          dir="auto"
          aria-describedby="jawab-teks-petunjuk jawab-ukuran"
          data-texts="jawab-pilihan"
          {...measured(props, 'jawab')}
        >
          {typed(props, 'answer', 'teks') || (chosen ?? '')}
        </textarea>
      </div>
      <div id="jawab-ukuran" class="ticket-measure" aria-live="polite" />
      {answerTexts.length > 0 && (
        <details class="ticket-more">
          <summary id="jawab-teks-petunjuk">{words('ticket.answer.texts')}</summary>
          <ul id="jawab-pilihan" class="ticket-texts">
            {answerTexts.map(({ slug, name, text }) => (
              <li key={slug}>
                <a href={`${pathOf(props)}?teks=${slug}#jawab`} data-text={text}>
                  <strong>{name}</strong> {text}
                </a>
              </li>
            ))}
          </ul>
        </details>
      )}
      <label class="form-label" for="jawab-berkas">
        {words('ticket.answer.files')}
      </label>
      <input class="form-control" id="jawab-berkas" type="file" name="berkas" multiple />
      <button class="btn btn-primary">{words('ticket.answer.do')}</button>
    </TicketFormFrame>
  );
}

/** By which way it goes, and what stands in the way. */
function WayText({ words, view }: TicketPageProps): VNode {
  const { task, channel, channelId, addressed, silent, openUntil, instead } = view.way;
  const name = channel ? words(`ticket.channel.${channel.kind}`) : channelId;
  const lines = [
    task !== null
      ? words(`ticket.way.${task}`)
      : !channel
        ? words('ticket.way.gone', { channel: channelId })
        : addressed
          ? words('ticket.way.channel', { channel: name })
          : words('ticket.way.page'),
    ...(silent ? [words('ticket.way.silent')] : []),
    ...(openUntil ? [words('ticket.way.open', { until: words.dateTime(openUntil) })] : []),
    ...(openUntil === null ? [words(instead === 'template' ? 'ticket.way.template' : 'ticket.way.waits')] : []),
  ];
  return (
    <div class="ticket-way">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
