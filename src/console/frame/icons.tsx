import type { VNode } from 'preact';
import { ICON_PATHS, type IconName } from './icon-paths.js';

/** A picture beside words that say the same: screen readers pass over it. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }): VNode {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={ICON_PATHS[name]} />
    </svg>
  );
}
