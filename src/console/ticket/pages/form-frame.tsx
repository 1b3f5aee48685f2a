import type { ComponentChildren, VNode } from 'preact';
import { Csrf } from '../../frame/csrf-field.js';
import { pathOf, type TicketForm, type TicketPageProps } from './page-props.js';

interface FormProps {
  page: TicketPageProps;
  form: TicketForm;
  /** It brings files. */
  files?: boolean;
  /** The text that is typed into it outlives an accident (ticket.js). */
  keepDraft?: boolean;
  class?: string;
  children?: ComponentChildren;
}

/** A form of the ticket's page, with what was wrong with it on top. */
export function TicketFormFrame({ page, form, files, keepDraft, class: style, children }: FormProps): VNode {
  const { filled, csrf, nonce, user, view } = page;
  const errors = filled?.form === form ? filled.errors : [];
  return (
    <form
      class={style}
      method="post"
      action={pathOf(page, form)}
      {...(files && { enctype: 'multipart/form-data' })}
      {...(keepDraft && { 'data-draft': `${user.id}/${view.head.number}/${form}` })}
    >
      <Csrf token={csrf} />
      <input type="hidden" name="nonce" value={filled?.form === form ? (filled.values['nonce'] ?? nonce) : nonce} />
      {errors.length > 0 && (
        <div class="form-error" data-refused>
          {errors.map((error) => (
            <p key={error}>{error}</p>
          ))}
        </div>
      )}
      {children}
    </form>
  );
}

interface DisclosureProps {
  /** Also the address of the part within the page. */
  id: string;
  title: string;
  /** A key of the keyboard that opens it and goes to its first field. */
  keys?: string;
  open?: boolean;
  class?: string;
  children?: ComponentChildren;
}

/** Something that is done now and then: one line until it is opened. */
export function Disclosure({ id, title, keys, open, class: style, children }: DisclosureProps): VNode {
  return (
    <details id={id} class={style ? `ticket-more ${style}` : 'ticket-more'} open={open} {...(keys && { 'data-key': keys })}>
      <summary>
        {title}
        {keys && <kbd aria-hidden="true">{keys}</kbd>}
      </summary>
      <div class="ticket-more-body">{children}</div>
    </details>
  );
} // prettier-ignore
