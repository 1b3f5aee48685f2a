import type { VNode } from 'preact';
import { CSRF_FIELD } from './csrf.js';

/** The first thing in every form that posts. @param token as `ConsoleSender.csrf` makes it */
export function Csrf({ token }: { token: string }): VNode {
  return <input type="hidden" name={CSRF_FIELD} value={token} />;
}
