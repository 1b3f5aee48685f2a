import type { VNode } from 'preact';
import { agencyName } from '../../../tenants/names.js';
import { ErrorSummary } from '../../pages/fields.js';
import { Page } from '../../pages/page.js';
import { inWords, type Words } from '../../words.js';
import type { DutyDone } from '../duty-actions.js';
import { keepsTicket } from '../../../dispatch/agency-view.js';
import type { Duty } from '../duty-desk.js';
import type { DutyError } from '../duty-form.js';
import { DUTY_PATHS, type DutyAction } from '../duty-rules.js';
import { dutySummary, timeLeft } from '../duty-words.js';
import { Hidden, OfOthers, ReportParts, Said } from './duty-parts.js';

export interface DutyPageProps {
  words: Words;
  duty: Duty;
  now: Date;
  /** Of the one form on this page. */
  formToken: string;
  /** In the portal: the session's. */
  csrf?: string;
  errors: readonly DutyError[];
  /** What was just done. */
  done?: DutyDone;
}

/** The page behind a link. */
export function DutyPage(props: DutyPageProps): VNode {
  const { words, duty, errors } = props;
  const { tenant, view, base } = duty;
  const title = words('duty.title', { number: view.number });
  return (
    <Page words={words} tenant={tenant} path={base} title={title} failed={errors.length > 0} behindLink>
      <DutyBody {...props} />
    </Page>
  );
}

/** A dispatch as its officer sees it: where it stands, the one next thing to do, what was said, what else can be done. */
export function DutyBody(props: DutyPageProps): VNode {
  const { words, duty, errors, done } = props;
  const { view, offers } = duty;
  const shown = keepsTicket(duty.view);
  return (
    <>
      <h1>{words('duty.title', { number: view.number })}</h1>
      <ErrorSummary words={words} items={dutySummary(words, errors)} title={words('duty.notDone')} />
      {done && errors.length === 0 && (
        <p class="done" role="status">
          {words(`duty.done.${done}`)}
        </p>
      )}
      {!offers.ended && view.urgency === 'danger' && <p class="emergency">{words('duty.danger')}</p>}
      <NextStep {...props} />
      {shown && <ReportParts words={words} duty={duty} />}
      {shown && <OfOthers words={words} duty={duty} />}
      <Said words={words} duty={duty} formToken={props.formToken} csrf={props.csrf} />
      <OtherActions {...props} />
    </>
  );
}

/** State, deadline, the admin's question where there is one, and the next thing to do. */
function NextStep({ words, duty, now, formToken, csrf }: DutyPageProps): VNode {
  const { tenant, view, offers, base } = duty;
  const { state, primary, ended } = offers;
  const remark =
    state === 'accepted' ? duty.responses.findLast((said) => said.state === 'sent-back')?.remark : undefined;
  return (
    <section class="keepsake step" aria-labelledby="langkah">
      <h2 id="langkah">{words(`duty.state.${state}.title`)}</h2>
      <p>{words(`duty.state.${state}.text`, { office: tenant.office, agency: agencyName(tenant, view.agency) })}</p>
      {!ended && state !== 'responded' && view.dueAt && (
        <dl>
          <dt>{words('duty.due')}</dt>
          <dd>
            <strong>{inWords(words, view.dueAt, tenant.zone)}</strong> ({timeLeft(words, view.dueAt, now)})
          </dd>
        </dl>
      )}
      {remark && (
        <div class="notice">
          <h3>{words('duty.remark')}</h3>
          <p class="said" dir="auto">
            {remark}
          </p>
        </div>
      )}
      {primary === 'accept' && (
        <form method="post" action={`${base}/${DUTY_PATHS.accept}`}>
          <Hidden formToken={formToken} csrf={csrf} />
          <button type="submit" class="big btn btn-primary">
            {words('duty.accept.button')}
          </button>
        </form>
      )}
      {primary === 'respond' && (
        <p class="action">
          <a role="button" class="big btn btn-primary" href={`${base}/${DUTY_PATHS.respond}`}>
            {words('duty.respond.title')}
          </a>
        </p>
      )}
    </section>
  );
}

function OtherActions({ words, duty }: DutyPageProps): VNode | null {
  const { offers, base } = duty;
  if (offers.others.length === 0) return null;
  // What has been said can be added to, under a name that says so.
  const key = (action: DutyAction): string => (action === 'respond' && offers.state === 'responded' ? 'add' : action);
  return (
    <section aria-labelledby="lainnya">
      <h2 id="lainnya">{words('duty.others')}</h2>
      <ul class="offices">
        {offers.others.map((action) => (
          <li key={action}>
            <a href={`${base}/${DUTY_PATHS[action]}`}>{words(`duty.${key(action)}.title`)}</a>
            <span>{words(`duty.${key(action)}.hint`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
