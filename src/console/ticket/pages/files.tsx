import type { VNode } from 'preact';
import { may } from '../../../accounts/console-user.js';
import { Icon } from '../../frame/icons.js';
import type { EntryFile } from '../read/conversation.js';
import { sizeText } from '../words/amounts.js';
import { listed } from '../words/ticket-words.js';
import { pathOf, type TicketPageProps } from './page-props.js';

/** Photos as small pictures that were made anew; other files by name; what is quarantined is said and opened by nobody. */
export function Files({ files, ...props }: TicketPageProps & { files: readonly EntryFile[] }): VNode | null {
  if (files.length === 0) return null;
  return (
    <ul class="entry-files">
      {files.map((file, index) => (
        <li key={file.id}>
          <FileOf file={file} index={index + 1} {...props} />
        </li>
      ))}
    </ul>
  );
}

function FileOf({ file, index, words, view, user }: TicketPageProps & { file: EntryFile; index: number }): VNode {
  const { id, state, reason, hasView, filename, size, contentType } = file;
  const base = `${pathOf({ view })}/berkas/${id}`;
  if (hasView)
    return (
      <a href={base}>
        <img class="entry-photo" src={base} alt={words('ticket.file.photo', { index })} loading="lazy" width={96} height={96} />
      </a>
    );
  const name = <bdi class="entry-filename">{filename ?? words('ticket.file.unnamed', { index })}</bdi>;
  const facts = `${contentType}${size === null ? '' : `, ${sizeText(words.locale, size)}`}`;
  if (state !== 'stored' || !may(user, 'identities:read'))
    return (
      <span>
        <Icon name="paperclip" size={16} /> {name} ({facts}): {words(`ticket.file.state.${state}`)}
        {reason !== null && ` (${listed(words, 'fileReason', reason)})`}
      </span>
    );
  return (
    <a href={`${base}/asli`}>
      <Icon name="download" size={16} /> {name} ({facts})
    </a>
  );
} // prettier-ignore
