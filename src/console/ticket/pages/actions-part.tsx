import type { VNode } from 'preact';
import { ARCHIVE_REASONS } from '../../../replies/archive-reasons.js';
import { MAX_ANSWER_LENGTH } from '../../../replies/answer.service.js';
import { agencyText } from '../words/ticket-words.js';
import { DispatchForm } from './dispatch-form.js';
import { DraftsPart } from './drafts-part.js';
import { Disclosure, TicketFormFrame } from './form-frame.js';
import { typed, type TicketPageProps } from './page-props.js';

/** What comes next: one thing, large; the rest one line each. */
export function ActionsPart(props: TicketPageProps): VNode {
  const { words, actions, filled } = props;
  const { primary, allowed } = actions;
  return (
    <section class="card ticket-actions" aria-labelledby="tindakan">
      <div class="card-body">
        <h2 id="tindakan">{words('ticket.next')}</h2>
        <Primary {...props} />
        <DraftsPart {...props} />
        {allowed.has('dispatch') && primary !== 'dispatch' && (
          <Disclosure id="disposisi" keys="e" title={words('ticket.dispatch.also')} open={filled?.form === 'dispatch'}>
            <DispatchForm {...props} />
          </Disclosure>
        )}
        {allowed.has('resume') && (
          <TicketFormFrame page={props} form="resume" anchor>
            <button class="btn btn-outline-secondary">{words('ticket.resume')}</button>
          </TicketFormFrame>
        )}
        {allowed.has('close') && (
          <TicketFormFrame page={props} form="close" anchor>
            <button class="btn btn-outline-secondary">{words('ticket.close')}</button>
          </TicketFormFrame>
        )}
        {allowed.has('reopen') && (
          <TicketFormFrame page={props} form="reopen" anchor>
            <button class="btn btn-outline-secondary">{words('ticket.reopen')}</button>
          </TicketFormFrame>
        )}
        {allowed.has('archive') && <ArchiveForm {...props} />}
      </div>
    </section>
  );
}

function Primary(props: TicketPageProps): VNode {
  const { words, actions, view } = props;
  const { head, facts } = view;
  switch (actions.primary) {
    case 'dispatch':
      return <DispatchForm {...props} primary />;
    case 'check':
      return <CheckForm {...props} />;
    case null: {
      const busy = facts.dispatches.filter(({ state }) => state === 'sent' || state === 'accepted');
      const at = busy.find(({ lead }) => lead) ?? busy[0];
      const agency = agencyText(props, at?.agency ?? head.agency);
      return (
        <>
          <p>{words(`ticket.waiting.${actions.waiting ?? 'over'}`, { agency, number: head.mergedInto ?? '' })}</p>
          {head.mergedInto !== null && (
            <p>
              <a class="btn btn-primary" href={`/console/aduan/${head.mergedInto}`}>
                {words('ticket.openLeader', { number: head.mergedInto })}
              </a>
            </p>
          )}
        </>
      );
    }
    default:
      return (
        <p>
          <a class="btn btn-primary" href="#jawab">
            {words('ticket.answer.go')}
          </a>
        </p>
      );
  }
}

/** What agencies said, as it would go out; it can be worded anew, or sent back with what is missing. */
function CheckForm(props: TicketPageProps): VNode {
  const { words, view, filled } = props;
  const { waiting } = view.facts;
  const agencies = [...new Set(waiting.map(({ agency }) => agency))];
  const whole = filled?.form === 'forward' ? typed(props, 'forward', 'teks') : props.waitingAnswer;
  return (
    <>
      <p>{words('ticket.check.intro', { agency: agencies.map((slug) => agencyText(props, slug)).join(', ') })}</p>
      <TicketFormFrame page={props} form="forward" anchor keepDraft>
        <label class="form-label" for="teruskan-teks">
          {words('ticket.check.text')}
        </label>
        <textarea class="form-control" id="teruskan-teks" name="teks" rows={6} maxLength={MAX_ANSWER_LENGTH} dir="auto" {...measured(props, 'teruskan')}>
          {whole}
        </textarea>
        <div id="teruskan-ukuran" class="ticket-measure" aria-live="polite" />
        <button class="btn btn-primary">{words('ticket.check.forward')}</button>
      </TicketFormFrame>
      <Disclosure id="kembalikan" title={words('ticket.check.sendBack')} open={filled?.form === 'send-back'}>
        <TicketFormFrame page={props} form="send-back" keepDraft>
          {agencies.length > 1 && (
            <>
              <label class="form-label" for="kembalikan-instansi">
                {words('ticket.check.whose')}
              </label>
              <select class="form-select" id="kembalikan-instansi" name="instansi">
                {agencies.map((slug) => (
                  <option key={slug} value={slug} selected={typed(props, 'send-back', 'instansi') === slug}>
                    {agencyText(props, slug)}
                  </option>
                ))}
              </select>
            </>
          )}
          <label class="form-label" for="kembalikan-teks">
            {words('ticket.check.missing')}
          </label>
          <textarea class="form-control" id="kembalikan-teks" name="teks" rows={3} required dir="auto">
            {typed(props, 'send-back', 'teks')}
          </textarea>
          <button class="btn btn-outline-secondary">{words('ticket.check.sendBackDo')}</button>
        </TicketFormFrame>
      </Disclosure>
    </>
  );
} // prettier-ignore

/** The server counts what a text costs, as it is typed. */
export function measured(props: TicketPageProps, id: string): Record<string, string> {
  return {
    'hx-post': `/console/aduan/${props.view.head.number}/ukuran`,
    'hx-trigger': 'load, input changed delay:400ms',
    'hx-target': `#${id}-ukuran`,
    'hx-include': 'this',
    'hx-sync': 'this:replace',
  };
}

function ArchiveForm(props: TicketPageProps): VNode {
  const { words, filled } = props;
  return (
    <Disclosure id="arsip" title={words('ticket.archive.title')} open={filled?.form === 'archive'}>
      <TicketFormFrame page={props} form="archive" keepDraft>
        <label class="form-label" for="arsip-alasan">
          {words('ticket.archive.reason')}
        </label>
        <select class="form-select" id="arsip-alasan" name="alasan" required>
          <option value="">{words('ticket.choose')}</option>
          {ARCHIVE_REASONS.filter((reason) => words.has(`ticket.archiveReason.${reason}`)).map((reason) => (
            <option key={reason} value={reason} selected={typed(props, 'archive', 'alasan') === reason}>
              {words(`ticket.archiveReason.${reason}`)}
            </option>
          ))}
        </select>
        <label class="form-label" for="arsip-teks">
          {words('ticket.archive.text')}
        </label>
        <textarea class="form-control" id="arsip-teks" name="teks" rows={2} dir="auto">
          {typed(props, 'archive', 'teks')}
        </textarea>
        <button class="btn btn-outline-secondary">{words('ticket.archive.do')}</button>
      </TicketFormFrame>
    </Disclosure>
  );
}
