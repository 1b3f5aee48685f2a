import type { VNode } from 'preact';
import { MARKS } from '../../channels/web/web-report.js';
import type { Words } from '../words.js';
import { FieldErrors } from './fields.js';

interface MarksProps {
  words: Words;
  name: string;
  legend: string;
  errors?: readonly string[];
  /** What is chosen already. */
  mark?: number | undefined;
  optional?: boolean;
  key?: string;
}

/** One to four, as PermenPANRB 14/2017 counts, each with its word. */
export function Marks({ words, name, legend, errors = [], mark, optional = false }: MarksProps): VNode {
  return (
    <fieldset
      class={errors.length > 0 ? 'field failed' : 'field'}
      aria-describedby={errors.length > 0 ? `${name}-error` : undefined}
    >
      <legend>
        {legend} {optional && <small class="need">({words('form.optional')})</small>}
      </legend>
      <FieldErrors words={words} name={name} errors={errors} />
      <div class="marks">
        {MARKS.map((each, index) => {
          // The first choice carries the field's own name: the error summary links to it.
          const id = index === 0 ? name : `${name}-${String(each)}`;
          return (
            <div class="choice" key={each}>
              <input type="radio" id={id} name={name} value={String(each)} checked={each === mark} />
              <label for={id}>
                {each} {words(`marks.m${String(each)}`)}
              </label>
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
