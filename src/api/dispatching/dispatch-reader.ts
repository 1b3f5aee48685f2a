import type { Reads } from '../../agencies/staff-directory.js';
import type { Database } from '../../database/database.js';
import { shownToAgency, type AgencyViews } from '../../dispatch/agency-view.js';
import { listDispatches } from '../../dispatch/dispatch-queries.js';
import type { ResponseReader, ResponseView } from '../../dispatch/response-reader.js';
import type { AttachmentReader } from '../../tickets/attachment-reader.js';
import type { ApiKey } from '../api-keys.js';
import { mayTouchDispatch } from '../caller.js';
import { badMark, readMark, writeMark } from '../page-mark.js';
import { Problem } from '../problem.js';
import type { DispatchAnswer, DispatchPage, ResponseLine } from './answers.dto.js';
import type { DispatchesQuery } from './dispatch.dto.js';

export interface DispatchReaderParts {
  database: Database;
  views: AgencyViews;
  responses: Pick<ResponseReader, 'ofTicket'>;
  photos: Pick<AttachmentReader, 'view'>;
}

const WHOSE = 'SELECT tenant, agency FROM dispatch WHERE id = $1';

/** Dispatches as the API gives them: to an agency's key its agency's, to an office's its own; to both as agencies see them. */
export class DispatchReader {
  constructor(private readonly parts: DispatchReaderParts) {}

  async page(query: DispatchesQuery, { tenant: own, agency: ownAgency }: ApiKey): Promise<DispatchPage> {
    const { limit, after, state, number } = query;
    const mark = after === undefined ? undefined : readMark(after);
    if (after !== undefined && !mark) throw badMark();
    const tenant = own ?? query.tenant;
    const agency = ownAgency ?? query.agency;
    const foreign = (query.tenant ?? tenant) !== tenant || (query.agency ?? agency) !== agency;
    if (foreign) return { dispatches: [], next: null };
    const rows = await listDispatches(this.parts.database, {
      limit: limit + 1,
      ...(tenant !== undefined && { tenant }),
      ...(agency !== undefined && { agency }),
      ...(state && { state }),
      ...(number !== undefined && { number }),
      ...(mark && { after: { dispatchedAt: mark.at, id: mark.id } }),
    });
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      dispatches: rows.slice(0, limit),
      next: last ? writeMark({ at: last.dispatchedAt, id: last.id }) : null,
    };
  }

  /** @throws Problem 404 */
  async show(id: string, caller: ApiKey): Promise<DispatchAnswer> {
    const { view, said } = await this.open(id, caller);
    return { ...shownToAgency(view), responses: said.map(lineOf) };
  }

  /** A photo of the report as agencies see it, or of the agency's own responses. @throws Problem 404 */
  async photo(id: string, photoId: string, caller: ApiKey): Promise<{ bytes: Buffer; contentType: string }> {
    const { view, said } = await this.open(id, caller);
    const own = said.flatMap(({ files }) => files.filter(({ hasView }) => hasView).map((file) => file.id));
    const known = [...shownToAgency(view).photos, ...own].includes(photoId);
    const photo = known ? await this.parts.photos.view(photoId) : undefined;
    if (!photo) throw new Problem(404, { code: 'not-found' });
    return photo;
  }

  /** What is another office's or agency's is answered like one that is not there. @throws Problem 404 */
  async assertOwn(reads: Reads, id: string, caller: ApiKey): Promise<{ tenant: string; agency: string }> {
    const [whose] = await reads.query<{ tenant: string; agency: string }>(WHOSE, [id]);
    if (!whose || !mayTouchDispatch(caller, whose)) throw new Problem(404, { code: 'dispatch-unknown' });
    return whose;
  }

  private async open(id: string, caller: ApiKey) {
    const { database, views, responses } = this.parts;
    await this.assertOwn(database, id, caller);
    const view = await views.of(database, id);
    if (!view) throw new Problem(404, { code: 'dispatch-unknown' });
    const said = (await responses.ofTicket(view.ticketId)).filter(({ dispatchId }) => dispatchId === id);
    return { view, said };
  }
}

function lineOf({ id, state, via, text, remark, createdAt, files }: ResponseView): ResponseLine {
  const lines = files.map(({ id: fileId, role, contentType, state: kept }) => ({ id: fileId, role, contentType, state: kept })); // prettier-ignore
  return { id, state, via, text, remark, createdAt, files: lines };
}
