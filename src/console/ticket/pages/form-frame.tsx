import type { ComponentChildren, VNode } from 'preact';
import { Csrf } from '../../frame/csrf-field.js';
import { isRefused, pathOf, TICKET_FORMS, type TicketForm, type TicketPageProps } from './page-props.js';

interface FormProps {
  page: TicketPageProps;
  form: TicketForm;
  /** Links lead to it by its name; to one of several, once it was refused. */
  anchor?: boolean;
  /** What it is about, where the page has several of its kind: fields that are sent along. */
  own?: Readonly<Record<string, string>>;
  /** It brings files. */
  files?: boolean;
  /** The text that is typed into it outlives an accident (ticket.js). */
  keepDraft?: boolean;
  class?: string;
  children?: ComponentChildren;
}

/** A form of the ticket's page, with what was wrong with it on top. */
export function TicketFormFrame({
  page,
  form,
  anchor,
  own,
  files,
  keepDraft,
  class: style,
  children,
}: FormProps): VNode {
  const { filled, csrf, nonce, user, view } = page;
  const refused = isRefused(filled, form, own) ? filled : undefined;
  return (
    <form
      id={anchor || (own && refused) ? TICKET_FORMS[form] : undefined}
      class={style}
      method="post"
      action={pathOf(page, form)}
      {...(files && { enctype: 'multipart/form-data' })}
      {...(keepDraft && { 'data-draft': [user.id, view.head.number, form, ...Object.values(own ?? {})].join('/') })}
    >
      <Csrf token={csrf} />
      <input type="hidden" name="nonce" value={refused?.values['nonce'] ?? nonce} />
      {Object.entries(own ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {refused && (
        <div class="form-error" data-refused>
          {refused.errors.map((error) => (
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
