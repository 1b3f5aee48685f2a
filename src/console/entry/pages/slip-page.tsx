import type { VNode } from 'preact';
import type { EntryReceipt } from '../../../manual/manual-desk.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Document } from '../../frame/document.js';

interface SlipProps {
  words: ConsoleWords;
  tenant: Tenant;
  receipt: EntryReceipt;
  trackingUrl: string;
  printedAt: Date;
}

/** What the reporter takes home: the number and how to follow it. Nothing of who they are or of what they said. */
export function SlipPage({ words, tenant, receipt, trackingUrl, printedAt }: SlipProps): VNode {
  const { number, trackingCode } = receipt;
  return (
    <Document words={words} title={words('entry.slip.title')} theme="light" bodyClass="slip" scripts={['entry.js']}>
      <main id="isi" class="slip-main">
        {tenant.letterhead?.lines.map((line) => (
          <p key={line} class="slip-head">
            {line}
          </p>
        )) ?? <p class="slip-head">{tenant.office}</p>}
        <h1>{words('entry.slip.title')}</h1>
        <dl>
          <dt>{words('entry.slip.number')}</dt>
          <dd class="entry-number">{number ?? words('entry.slip.later')}</dd>
          {trackingCode !== null && (
            <>
              <dt>{words('entry.slip.code')}</dt>
              <dd class="entry-code">{trackingCode}</dd>
            </>
          )}
          <dt>{words('entry.slip.follow')}</dt>
          <dd>{trackingUrl}</dd>
          <dt>{words('entry.slip.printed')}</dt>
          <dd>{words.dateTime(printedAt)}</dd>
        </dl>
        {tenant.letterhead?.contact !== undefined && <p>{tenant.letterhead.contact}</p>}
        <p>{tenant.cost}</p>
        <button type="button" class="btn btn-primary needs-script" data-prints>
          {words('entry.slip.print')}
        </button>
      </main>
    </Document>
  );
}
