import type { VNode } from 'preact';
import { placeWords } from '../../../dispatch/agency-view.js';
import { Coordinates } from './coordinates.js';
import { TicketFormFrame } from './form-frame.js';
import type { TicketPageProps } from './page-props.js';

/** Where it is, in words and numbers; a place that a photo brought can be taken over. */
export function PlacePart(props: TicketPageProps): VNode {
  const { words, view, actions } = props;
  const { latitude, longitude, ...named } = view.place;
  const text = placeWords(named);
  const offers = view.conversation.entries.flatMap((entry) =>
    entry.kind === 'in' ? entry.files.filter(({ offersPlace, state }) => offersPlace && state === 'stored') : [],
  );
  return (
    <section class="card" aria-labelledby="lokasi-judul">
      <div class="card-body">
        <h2 id="lokasi-judul">{words('ticket.place.title')}</h2>
        {text === '' && latitude === undefined && <p class="text-secondary">{words('ticket.place.none')}</p>}
        {text !== '' && <p dir="auto">{text}</p>}
        {latitude !== undefined && longitude !== undefined && (
          <p>
            <Coordinates latitude={latitude} longitude={longitude} />
          </p>
        )}
        {actions.allowed.has('overrule') &&
          offers.map(({ id }) => (
            <TicketFormFrame page={props} form="place" own={{ berkas: id }} key={id}>
              <p>{words('ticket.place.offered')}</p>
              <button class="btn btn-sm btn-outline-secondary">{words('ticket.place.accept')}</button>
            </TicketFormFrame>
          ))}
      </div>
    </section>
  );
}
