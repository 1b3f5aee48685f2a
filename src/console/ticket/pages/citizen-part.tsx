import type { ComponentChildren, VNode } from 'preact';
import { may } from '../../../accounts/console-user.js';
import { Csrf } from '../../frame/csrf-field.js';
import type { Reporter } from '../read/reporter.js';
import { pathOf, type TicketPageProps } from './page-props.js';

/** Who reported, kept back until somebody asks; whoever asks is written down. */
export function CitizenPart(props: TicketPageProps & { shown?: Reporter | undefined }): VNode {
  const { words, view, shown } = props;
  const { feedback } = view.facts;
  return (
    <section class="card" id="pelapor" aria-labelledby="pelapor-judul">
      <div class="card-body">
        <h2 id="pelapor-judul">{words('ticket.citizen.title')}</h2>
        {shown ? <Shown {...props} reporter={shown} /> : <Masked {...props} />}
        {feedback.map(({ round, fixed, mark, at }) => (
          <p key={round}>
            {words('ticket.citizen.feedback', { at: words.day(at) })}{' '}
            {[
              ...(fixed === null ? [] : [words(fixed ? 'ticket.citizen.fixed' : 'ticket.citizen.notFixed')]),
              ...(mark === null ? [] : [words('ticket.mark', { mark })]),
            ].join(', ')}
          </p>
        ))}
      </div>
    </section>
  );
}

function Masked(props: TicketPageProps): VNode {
  const { words, view, user, csrf } = props;
  const { anonymous, confidential, address, has, erased } = view.reporter;
  if (erased) return <p>{words('ticket.citizen.erased')}</p>;
  if (anonymous) return <p>{words('ticket.citizen.anonymous')}</p>;
  return (
    <>
      {confidential && <p>{words('ticket.citizen.confidential')}</p>}
      {view.withheld && <p class="text-secondary">{words('ticket.citizen.notForRole')}</p>}
      {address && (
        <p>
          {words(`ticket.addressKind.${address.kind}`)}: <bdi>{address.masked}</bdi>
        </p>
      )}
      {has.length > 0 && <p>{words('ticket.citizen.has', { what: has.map((each) => words(`ticket.citizen.hasOne.${each}`)).join(', ') })}</p>}
      {may(user, 'identities:read') && (
        <form method="post" action={`${pathOf(props)}/pelapor`} hx-post={`${pathOf(props)}/pelapor`} hx-target="#pelapor" hx-swap="outerHTML">
          <Csrf token={csrf} />
          <button class="btn btn-sm btn-outline-secondary">{words('ticket.citizen.show')}</button>
          <p class="text-secondary">{words('ticket.citizen.logged')}</p>
        </form>
      )}
    </>
  );
} // prettier-ignore

function Shown({ words, reporter, view }: TicketPageProps & { reporter: Reporter }): VNode {
  const { name, address, postalAddress, document } = reporter;
  const rows: [string, ComponentChildren][] = [
    ...(name === null ? [] : [[words('ticket.citizen.name'), name] as [string, string]]),
    ...(address === null ? [] : [[words(`ticket.addressKind.${address.kind}`), address.value] as [string, string]]),
    ...(postalAddress === null ? [] : [[words('ticket.citizen.postalAddress'), postalAddress] as [string, string]]),
    ...(document === null ? [] : [[words(`ticket.document.${document.type}`), document.number] as [string, string]]),
  ];
  return (
    <>
      {view.reporter.confidential && <p>{words('ticket.citizen.confidential')}</p>}
      {rows.length === 0 && <p>{words('ticket.citizen.nothing')}</p>}
      <dl class="ticket-facts">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
