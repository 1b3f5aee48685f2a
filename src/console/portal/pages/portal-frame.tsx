import type { ComponentChildren, VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import { PORTAL_PATH } from '../portal-desk.js';

/** Around a dispatch's pages: the way back to the list. */
export function PortalFrame({ words, children }: { words: ConsoleWords; children: ComponentChildren }): VNode {
  return (
    <div class="portal">
      <p class="portal-back">
        <a href={PORTAL_PATH}>{words('portal.back')}</a>
      </p>
      {children}
    </div>
  );
}
