import type { VNode } from 'preact';
import { ErrorSummary } from '../../pages/fields.js';
import { Page } from '../../pages/page.js';
import type { DutyValues } from '../duty-form.js';
import { DUTY_PATHS, type DutyAction } from '../duty-rules.js';
import { QuestionField, ReasonField, RespondFields, type DutyFieldProps } from './duty-form-page.js';
import { Hidden } from './duty-parts.js';

export interface DutyAwayProps extends DutyFieldProps {
  token: string;
  action: DutyAction;
  /** As it was posted. */
  formToken: string;
}

/** Fields that are chosen out of what only the ticket tells; they go along as they were. */
const CHOSEN = ['reason', 'to', 'unit', 'draft'] as const satisfies readonly (keyof DutyValues)[];

/** What was typed, to be sent once more: the ticket itself can't be read just now. */
export function DutyAwayPage(props: DutyAwayProps): VNode {
  const { words, token, action, values, formToken } = props;
  const path = `/d/${encodeURIComponent(token)}/${DUTY_PATHS[action]}`;
  const title = words('duty.notDone');
  return (
    <Page words={words} path={path} title={title} failed behindLink>
      <h1>{title}</h1>
      <ErrorSummary words={words} items={[{ text: words('duty.errors.trouble') }]} title={title} />
      <form method="post" action={path} encType="multipart/form-data" noValidate>
        <Hidden formToken={formToken} csrf={undefined} />
        {CHOSEN.map(
          (name) => values[name] !== '' && <input key={name} type="hidden" name={name} value={values[name]} />,
        )}
        {action === 'ask' && <QuestionField {...props} />}
        {action === 'return' && <ReasonField {...props} />}
        {action === 'respond' && <RespondFields {...props} />}
        <button type="submit" class="big btn btn-primary">
          {words(`duty.${action}.button`)}
        </button>
      </form>
    </Page>
  );
}
