import type { ComponentChildren, VNode } from 'preact';
import type { FieldError } from '../report-form.js';
import type { Words } from '../words.js';

/** Errors of one field, in words. */
export function errorTexts(words: Words, errors: readonly FieldError[], field: string): string[] {
  return errors
    .filter((error) => error.field === field)
    .map((error) => words(`errors.${error.field}.${error.key}`, error.params));
}

export interface SummaryItem {
  text: string;
  /** The field; absent where it is none's fault. */
  href?: string;
}

/** All errors on top of the page, each a link to its field (GOV.UK's error summary). */
export function ErrorSummary({
  words,
  items,
  title,
}: {
  words: Words;
  items: readonly SummaryItem[];
  title: string;
}): VNode | null {
  if (items.length === 0) return null;
  // Where the reader has nothing to put right, the heading must not ask for it.
  const heading =
    items[0]?.href === undefined ? title : words(items.length === 1 ? 'errors.summaryOne' : 'errors.summary');
  return (
    <div class="summary" role="alert" tabIndex={-1} id="ringkasan">
      <h2>{heading}</h2>
      <ul>
        {items.map(({ href, text }) => (
          <li key={`${href ?? ''}${text}`}>{href ? <a href={href}>{text}</a> : text}</li>
        ))}
      </ul>
    </div>
  );
}

interface FieldProps {
  words: Words;
  name: string;
  label: string;
  hint?: string;
  errors: readonly string[];
  /** `none` where saying either would only confuse. */
  need: 'required' | 'optional' | 'none';
  children: (attributes: {
    id: string;
    name: string;
    'aria-describedby'?: string;
    'aria-invalid'?: 'true';
  }) => ComponentChildren;
}

/** Label, hint, error and control, tied together for screen readers. */
export function Field({ words, name, label, hint, errors, need, children }: FieldProps): VNode {
  const described = [hint ? `${name}-hint` : '', errors.length > 0 ? `${name}-error` : ''].filter(Boolean).join(' ');
  return (
    <div class={errors.length > 0 ? 'field failed' : 'field'}>
      <label for={name}>
        {label} <Need words={words} need={need} />
      </label>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      <FieldErrors words={words} name={name} errors={errors} />
      {children({
        id: name,
        name,
        ...(described ? { 'aria-describedby': described } : {}),
        ...(errors.length > 0 ? { 'aria-invalid': 'true' as const } : {}),
      })}
    </div>
  );
}

function Need({ words, need }: Pick<FieldProps, 'words' | 'need'>): VNode | null {
  return need === 'none' ? null : <small class="need">({words(`form.${need}`)})</small>;
}

export function FieldErrors({
  words,
  name,
  errors,
}: {
  words: Words;
  name: string;
  errors: readonly string[];
}): VNode | null {
  if (errors.length === 0) return null;
  return (
    <div class="error" id={`${name}-error`}>
      {errors.map((text) => (
        <p key={text}>
          <strong>{words('errors.prefix')}</strong> {text}
        </p>
      ))}
    </div>
  );
}

interface ChoiceProps extends Pick<FieldProps, 'words' | 'name' | 'label' | 'errors'> {
  value: string;
  choices: readonly { value: string; label: string; hint: string }[];
}

/** A group of radio buttons, each with its sentence. */
export function Choices({ words, name, label, errors, value, choices }: ChoiceProps): VNode {
  return (
    <fieldset
      class={errors.length > 0 ? 'field failed' : 'field'}
      aria-describedby={errors.length > 0 ? `${name}-error` : undefined}
    >
      <legend>{label}</legend>
      <FieldErrors words={words} name={name} errors={errors} />
      {choices.map((choice, index) => {
        // The first choice carries the field's own name: the error summary links to it.
        const id = index === 0 ? name : `${name}-${choice.value}`;
        return (
          <div class="choice" key={choice.value}>
            <input
              type="radio"
              id={id}
              name={name}
              value={choice.value}
              checked={choice.value === value}
              aria-describedby={`${id}-hint`}
            />
            <label for={id}>{choice.label}</label>
            <p class="hint" id={`${id}-hint`}>
              {choice.hint}
            </p>
          </div>
        );
      })}
    </fieldset>
  );
}

export function Option({
  value,
  selected,
  label,
}: {
  value: string;
  selected: string;
  label: string;
  key?: string;
}): VNode {
  return (
    <option value={value} selected={value === selected}>
      {label}
    </option>
  );
}
