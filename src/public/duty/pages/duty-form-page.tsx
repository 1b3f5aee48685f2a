import type { VNode } from 'preact';
import { MAX_QUESTION_LENGTH } from '../../../dispatch/citizen-questions.js';
import { RETURN_REASONS } from '../../../dispatch/dispatch-rules.js';
import { Choices, ErrorSummary, Field, Option } from '../../pages/fields.js';
import { Page } from '../../pages/page.js';
import type { UploadLimits } from '../../submission.js';
import type { Words } from '../../words.js';
import { keepsTicket } from '../../../dispatch/agency-view.js';
import type { Duty } from '../duty-desk.js';
import type { DutyError, DutyValues } from '../duty-form.js';
import { PHOTO_ROLES } from '../duty-photos.js';
import { assignable, DUTY_PATHS, type DutyAction, type DutyActionOnPage } from '../duty-rules.js';
import { dutyErrorTexts, dutySummary } from '../duty-words.js';
import { Hidden } from './duty-parts.js';

export type DutyFormAction = Exclude<DutyAction, DutyActionOnPage>;

export interface DutyFormProps {
  words: Words;
  duty: Duty;
  action: DutyFormAction;
  values: DutyValues;
  errors: readonly DutyError[];
  formToken: string;
  /** In the portal: the session's. */
  csrf?: string;
  limits: UploadLimits;
  /** Photos were chosen and must be chosen again. */
  photosLost: boolean;
}

/** What the fields of texts and photos need; they know no ticket. */
export type DutyFieldProps = Pick<DutyFormProps, 'words' | 'values' | 'errors' | 'limits' | 'photosLost'>;

/** A form behind a link. */
export function DutyFormPage(props: DutyFormProps): VNode {
  const { words, duty, action, errors } = props;
  const { tenant, base } = duty;
  const path = `${base}/${DUTY_PATHS[action]}`;
  return (
    <Page words={words} tenant={tenant} path={path} title={dutyFormTitle(props)} failed={errors.length > 0} behindLink>
      <DutyFormBody {...props} />
    </Page>
  );
}

export function dutyFormTitle({ words, duty, action }: Pick<DutyFormProps, 'words' | 'duty' | 'action'>): string {
  return words(`duty.${keyOf(duty, action)}.title`);
}

/** What has been said can be added to, under a name that says so. */
function keyOf({ offers }: Duty, action: DutyFormAction): string {
  return action === 'respond' && offers.state === 'responded' ? 'add' : action;
}

/** One action's form, with the beginning of the report above it. */
export function DutyFormBody(props: DutyFormProps): VNode {
  const { words, duty, action, errors } = props;
  const { tenant, base, view } = duty;
  const key = keyOf(duty, action);
  return (
    <>
      <p>
        <a href={base}>{words('duty.back', { number: view.number })}</a>
      </p>
      <h1>{dutyFormTitle(props)}</h1>
      <ErrorSummary words={words} items={dutySummary(words, errors)} title={words('duty.notDone')} />
      {keepsTicket(duty.view) && (
        <blockquote class="said" dir="auto">
          {beginning(view.messages[0]?.text ?? '')}
        </blockquote>
      )}
      <p>{words(`duty.${key}.${introOf(key, tenant)}`)}</p>
      <form method="post" action={`${base}/${DUTY_PATHS[action]}`} encType="multipart/form-data" noValidate>
        <Hidden formToken={props.formToken} csrf={props.csrf} />
        <Fields {...props} />
        <button type="submit" class="big btn btn-primary">
          {words(`duty.${key}.button`)}
        </button>
      </form>
    </>
  );
}

/** Whether somebody looks at a response before the citizen reads it. */
function introOf(key: string, { responsesCheckedByAdmin }: Duty['tenant']): string {
  return key === 'respond' && !responsesCheckedByAdmin ? 'introUnchecked' : 'intro';
}

/** Enough to know which report it is. */
function beginning(text: string): string {
  if (text.length <= 200) return text;
  // Half of a pair of surrogates is no letter.
  return `${text
    .slice(0, 200)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()} …`;
}

function Fields(props: DutyFormProps): VNode {
  switch (props.action) {
    case 'return':
      return <ReturnFields {...props} />;
    case 'ask':
      return <QuestionField {...props} />;
    case 'assign':
      return <UnitFields {...props} />;
    case 'respond':
      return <RespondFields {...props} />;
  }
}

export function QuestionField(props: DutyFieldProps): VNode {
  return <TextField {...props} name="question" rows={4} hint={{ max: MAX_QUESTION_LENGTH }} need="required" />;
}

export function ReasonField(props: DutyFieldProps): VNode {
  return <TextField {...props} name="words" rows={4} need="optional" />;
}

function TextField({
  words,
  values,
  errors,
  name,
  rows,
  hint,
  need,
}: DutyFieldProps & {
  name: 'question' | 'text' | 'words';
  rows: number;
  hint?: Readonly<Record<string, number>>;
  need: 'required' | 'optional';
}): VNode {
  return (
    <Field
      words={words}
      name={name}
      label={words(`duty.fields.${name}`)}
      hint={words(`duty.fields.${name}Hint`, hint)}
      errors={dutyErrorTexts(words, errors, name)}
      need={need}
    >
      {(attributes) => <textarea {...attributes} rows={rows} dir="auto" value={values[name]} />}
    </Field>
  );
}

function ReturnFields(props: DutyFormProps): VNode {
  const { words, duty, values, errors } = props;
  const others = duty.tenant.agencies.filter(({ slug }) => slug !== duty.view.agency);
  return (
    <>
      <Choices
        words={words}
        name="reason"
        label={words('duty.fields.reason')}
        errors={dutyErrorTexts(words, errors, 'reason')}
        value={values.reason}
        choices={RETURN_REASONS.map((reason) => ({
          value: reason,
          label: words(`duty.reasons.${reason}`),
          hint: words(`duty.reasons.${reason}-hint`),
        }))}
      />
      <Field
        words={words}
        name="to"
        label={words('duty.fields.to')}
        hint={words('duty.fields.toHint')}
        errors={dutyErrorTexts(words, errors, 'to')}
        need="optional"
      >
        {(attributes) => (
          <select {...attributes}>
            <Option value="" selected={values.to} label={words('duty.fields.toNone')} />
            {others.map(({ slug, name }) => (
              <Option key={slug} value={slug} selected={values.to} label={name} />
            ))}
          </select>
        )}
      </Field>
      <ReasonField {...props} />
    </>
  );
}

function UnitFields({ words, duty, values, errors }: DutyFormProps): VNode {
  return (
    <Field
      words={words}
      name="unit"
      label={words('duty.fields.unit')}
      errors={dutyErrorTexts(words, errors, 'unit')}
      need="required"
    >
      {(attributes) => (
        <select {...attributes}>
          <Option value="" selected={values.unit} label={words('duty.fields.unitNone')} />
          {assignable(duty.view, duty.tenant).map(({ slug, name }) => (
            <Option key={slug} value={slug} selected={values.unit} label={name} />
          ))}
        </select>
      )}
    </Field>
  );
}

export function RespondFields(props: DutyFieldProps): VNode {
  const { words, errors, limits, photosLost } = props;
  const size = Math.floor(limits.photoBytes / 1_048_576);
  return (
    <>
      <TextField {...props} name="text" rows={7} need="required" />
      {photosLost && <p class="notice">{words('form.photosAgain')}</p>}
      {PHOTO_ROLES.map((role) => (
        <Field
          key={role}
          words={words}
          name={role}
          label={words(`duty.fields.${role}`)}
          hint={words('duty.fields.photoHint', { size })}
          errors={dutyErrorTexts(words, errors, role)}
          need="optional"
        >
          {(attributes) => <input {...attributes} type="file" multiple accept="image/*" />}
        </Field>
      ))}
    </>
  );
}
