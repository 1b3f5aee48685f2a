import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import type { BulkResult } from '../bulk.js';
import { ticketPath } from './ticket-row.js';

const OUTCOMES = ['done', 'unchanged', 'refused'] as const satisfies readonly BulkResult['outcome'][];

interface ResultProps {
  words: ConsoleWords;
  title: string;
  results: readonly BulkResult[];
  back: string;
}

/** What became of each. */
export function BulkResultPage({ words, title, results, back }: ResultProps): VNode {
  const summary = OUTCOMES.flatMap((outcome) => {
    const count = results.filter((each) => each.outcome === outcome).length;
    return count > 0 ? [words(`inbox.bulk.counts.${outcome}`, { count })] : [];
  });
  return (
    <>
      <h1>{title}</h1>
      <p role="status">{summary.join(', ')}.</p>
      <div class="table-responsive">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{words('inbox.row.number')}</th>
              <th scope="col">{words('inbox.bulk.outcome')}</th>
            </tr>
          </thead>
          <tbody>
            {results.map((result) => (
              <tr key={result.number}>
                <th scope="row">
                  <a href={ticketPath(result.number)}>{result.number}</a>
                </th>
                <td>{inWords(words, result)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="bulk-result">
        <a class="btn btn-primary" href={back}>
          {words('inbox.bulk.back')}
        </a>
      </p>
    </>
  );
}

function inWords(words: ConsoleWords, { outcome, reason = 'other' }: BulkResult): string {
  if (outcome !== 'refused') return words(`inbox.bulk.outcomes.${outcome}`);
  const key = `inbox.bulk.refusals.${reason}`;
  return words(words.has(key) ? key : 'inbox.bulk.refusals.other');
}
