import { Inject, Injectable } from '@nestjs/common';
import { parseWebReport, webReportBytes } from '../channels/web/web-report.js';
import type { KeptFile } from '../channels/report-fields.js';
import type { WebReport } from '../channels/web/web-report.js';
import { INBOUND_SINK } from '../messaging/sinks.js';
import { ATTACHMENT_STORE } from '../messaging/stores.js';
import type { InboundSink } from '../messaging/sinks.js';
import type { AttachmentStore } from '../messaging/stores.js';
import { CodedError } from '../messaging/errors.js';
import { CLOCK } from '../observability/clock.js';
import type { Clock } from '../observability/clock.js';
import type { FormToken } from './form-token.js';
import type { Photo } from './photos.js';
import type { ReportFacts } from './report-form.js';

/** Hands a good report to the intake. */
@Injectable()
export class ReportService {
  constructor(
    @Inject(INBOUND_SINK) private readonly sink: InboundSink,
    @Inject(ATTACHMENT_STORE) private readonly store: AttachmentStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Photos first, so that no committed report misses one; then the report. Resolves after the commit.
   * @returns the message's id; of the first post where this form was posted before.
   * @throws CodedError (retryable) where either could not be made durable.
   */
  async submit(
    channelId: string,
    tenant: string,
    token: FormToken,
    facts: ReportFacts,
    photos: readonly Photo[],
  ): Promise<string> {
    const kept: KeptFile[] = [];
    for (const { bytes, contentType, filename } of photos) {
      const stored = await this.store.put(bytes, { contentType, ...(filename ? { filename } : {}) });
      kept.push({ ...stored, contentType, ...(filename ? { filename } : {}) });
    }
    const report: WebReport = {
      version: 1,
      nonce: token.nonce,
      tenant,
      submittedAt: this.clock.now().toISOString(),
      ...facts,
      photos: kept,
    };
    const bytes = webReportBytes(report);
    const [accepted] = await this.sink.accept(channelId, [parseWebReport(bytes)], {
      contentType: 'application/json',
      bytes,
    });
    if (!accepted)
      throw new CodedError('intake-silent', `the intake took a report of ${channelId} and gave no id for it`, true);
    return accepted.inboundId;
  }
}
