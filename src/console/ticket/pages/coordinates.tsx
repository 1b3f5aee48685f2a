import type { VNode } from 'preact';
import { Icon } from '../../frame/icons.js';

/** A place by its numbers, and the way to a map: none is fetched from elsewhere by this page itself. */
export function Coordinates({ latitude, longitude }: { latitude: number; longitude: number }): VNode {
  return (
    <a
      href={`https://www.openstreetmap.org/?mlat=${String(latitude)}&mlon=${String(longitude)}#map=17/${String(latitude)}/${String(longitude)}`}
      rel="noreferrer noopener"
      target="_blank"
    >
      {latitude.toFixed(5)}, {longitude.toFixed(5)} <Icon name="external-link" size={14} />
    </a>
  );
}
