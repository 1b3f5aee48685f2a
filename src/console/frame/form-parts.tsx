import type { ComponentChildren, VNode } from 'preact';
import type { ConsoleWords } from './console-words.js';

/** What is wrong in a form, in words. */
export interface FieldError {
  /** The field's id; absent: the form as a whole. */
  field?: string;
  text: string;
}

interface SummaryProps {
  words: ConsoleWords;
  errors: readonly FieldError[];
  /** What stands above them; absent: that the form is to be looked at again. */
  heading?: string;
}

/** On top of a form that was not taken: everything at once, each leading to its field. */
export function ErrorSummary({ words, errors, heading }: SummaryProps): VNode | null {
  if (errors.length === 0) return null;
  return (
    <div class="alert alert-danger form-errors" role="alert" tabIndex={-1}>
      <h2>{heading ?? words('form.errors')}</h2>
      <ul>
        {errors.map(({ field, text }) => (
          <li key={text}>{field === undefined ? text : <a href={`#${field}`}>{text}</a>}</li>
        ))}
      </ul>
    </div>
  );
}

interface FieldProps {
  /** Also the name, where there is no other. */
  id: string;
  label: string;
  hint?: string | undefined;
  errors?: readonly FieldError[];
  children: ComponentChildren;
}

/** Label, hint, errors and whatever takes the value; `describedBy` names the middle two. */
export function Field({ id, label, hint, errors = [], children }: FieldProps): VNode {
  return (
    <div class="mb-3">
      <label class="form-label" for={id}>
        {label}
      </label>
      {hint !== undefined && (
        <div class="form-hint" id={`${id}-petunjuk`}>
          {hint}
        </div>
      )}
      {own(errors, id).map(({ text }) => (
        <p key={text} class="form-error" id={`${id}-salah`}>
          {text}
        </p>
      ))}
      {children}
    </div>
  );
}

/** Attributes of an input beyond those that the field gives it. */
interface InputAttributes {
  type?: 'text' | 'password' | 'email' | 'search' | 'tel' | 'number' | 'date' | 'datetime-local' | 'url';
  value?: string | number;
  autocomplete?: string;
  autocapitalize?: 'none' | 'words' | 'sentences';
  inputMode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'email' | 'search';
  pattern?: string;
  placeholder?: string;
  list?: string;
  spellcheck?: boolean;
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  min?: string | number;
  max?: string | number;
}

type InputProps = Omit<FieldProps, 'children'> & {
  name?: string;
  input?: InputAttributes;
};

interface Described {
  'aria-describedby'?: string;
  'aria-invalid'?: 'true';
}

/** A field of one line. */
export function TextField({ id, name = id, input = {}, hint, errors, ...props }: InputProps): VNode {
  const wrong = own(errors ?? [], id).length > 0;
  // Preact's types know a shape for each kind of input, and none for one that is chosen.
  const attributes: Record<string, unknown> = { type: 'text', ...input };
  return (
    <Field id={id} hint={hint} {...(errors && { errors })} {...props}>
      <input
        {...attributes}
        class={wrong ? 'form-control is-invalid' : 'form-control'}
        id={id}
        name={name}
        {...described(id, hint !== undefined, wrong)}
      />
    </Field>
  );
}

/** Attributes by which a field is read out together with its hint and its error. */
export function described(id: string, hint: boolean, wrong: boolean): Described {
  const ids = [...(hint ? [`${id}-petunjuk`] : []), ...(wrong ? [`${id}-salah`] : [])];
  return {
    ...(ids.length > 0 && { 'aria-describedby': ids.join(' ') }),
    ...(wrong && { 'aria-invalid': 'true' }),
  };
}

function own(errors: readonly FieldError[], id: string): FieldError[] {
  return errors.filter(({ field }) => field === id);
}
