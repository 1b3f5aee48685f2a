import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';

/** A password for somebody who has no mailbox: shown once. */
export function UserHandedPart({ words, id, password }: { words: ConsoleWords; id: string; password: string }): VNode {
  return (
    <section class="frame-narrow">
      <h1>{words('users.handed.title')}</h1>
      <p>{words('users.handed.text')}</p>
      <p>
        <code class="factor-secret">{password}</code>
      </p>
      <p>
        <a class="btn btn-primary" href={`/console/pengaturan/pengguna/${id}`}>
          {words('users.handed.done')}
        </a>
      </p>
    </section>
  );
}
