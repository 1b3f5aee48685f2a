import type { VNode } from 'preact';
import { described, Field, type FieldError } from '../../frame/form-parts.js';

interface AreaProps {
  id: string;
  label: string;
  hint?: string;
  errors: readonly FieldError[];
  value: string;
  rows: number;
  maxLength: number;
  placeholder?: string;
}

/** A field of several lines. */
export function TextAreaField({ id, label, hint, errors, value, rows, maxLength, placeholder }: AreaProps): VNode {
  const wrong = errors.some(({ field }) => field === id);
  return (
    <Field id={id} label={label} hint={hint} errors={errors}>
      <textarea
        id={id}
        name={id}
        class={wrong ? 'form-control is-invalid' : 'form-control'}
        rows={rows}
        maxLength={maxLength}
        {...(placeholder !== undefined && { placeholder })}
        {...described(id, hint !== undefined, wrong)}
      >
        {value}
      </textarea>
    </Field>
  );
}

export interface Choice {
  value: string;
  label: string;
}

interface SelectProps {
  id: string;
  label: string;
  hint?: string;
  errors: readonly FieldError[];
  value: string;
  choices: readonly (Choice | { group: string; choices: readonly Choice[] })[];
}

export function SelectField({ id, label, hint, errors, value, choices }: SelectProps): VNode {
  const wrong = errors.some(({ field }) => field === id);
  const option = (choice: Choice): VNode => (
    <option key={choice.value} value={choice.value} selected={choice.value === value}>
      {choice.label}
    </option>
  );
  return (
    <Field id={id} label={label} hint={hint} errors={errors}>
      <select
        id={id}
        name={id}
        class={wrong ? 'form-select is-invalid' : 'form-select'}
        {...described(id, hint !== undefined, wrong)}
      >
        {choices.map((each) =>
          'group' in each ? (
            <optgroup key={each.group} label={each.group}>
              {each.choices.map(option)}
            </optgroup>
          ) : (
            option(each)
          ),
        )}
      </select>
    </Field>
  );
}

interface ChecksProps {
  id: string;
  label: string;
  hint?: string;
  errors: readonly FieldError[];
  chosen: readonly string[];
  choices: readonly Choice[];
}

/** Several of a list: boxes, which say more and forgive more than a list that takes Ctrl. */
export function CheckListField({ id, label, hint, errors, chosen, choices }: ChecksProps): VNode {
  const own = errors.filter(({ field }) => field === id);
  return (
    <fieldset class="mb-3" id={id} tabIndex={-1}>
      <legend class="form-label">{label}</legend>
      {hint !== undefined && <div class="form-hint">{hint}</div>}
      {own.map(({ text }) => (
        <p key={text} class="form-error">
          {text}
        </p>
      ))}
      <div class="settings-checks">
        {choices.map((choice) => (
          <label key={choice.value} class="form-check">
            <input
              type="checkbox"
              class="form-check-input"
              name={`${id}[]`}
              value={choice.value}
              checked={chosen.includes(choice.value)}
            />
            <span class="form-check-label">{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One thing that is so or not. */
export function CheckField({ id, label, hint, value }: { id: string; label: string; hint: string; value: string }): VNode {
  return (
    <div class="mb-3">
      <label class="form-check" for={id}>
        <input type="checkbox" class="form-check-input" id={id} name={id} value="ya" checked={value === 'ya'} aria-describedby={`${id}-petunjuk`} />
        <span class="form-check-label">{label}</span>
      </label>
      <div class="form-hint" id={`${id}-petunjuk`}>
        {hint}
      </div>
    </div>
  );
} // prettier-ignore
