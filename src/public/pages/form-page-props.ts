import type { Challenge } from 'altcha-lib/types';
import type { AnswerFigures } from '../../reports/answer-times/reckon.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { RegionAreas } from '../../tenants/areas.js';
import type { Question } from '../human-check.js';
import type { FieldError, FormValues, ReplyWay } from '../report-form.js';
import type { UploadLimits } from '../submission.js';
import type { PageContext } from './page.js';

/** What the form's page shows. */
export interface FormPageProps extends PageContext {
  tenant: Tenant;
  values: FormValues;
  errors: readonly FieldError[];
  /** A post came back: photos must be chosen again if there were any. */
  photosLost: boolean;
  areas: RegionAreas;
  replyWays: readonly ReplyWay[];
  limits: UploadLimits;
  /** What is known of how long answers took. */
  answers: AnswerFigures | undefined;
  token: string;
  challenge: Challenge;
  question: Question;
  /** Work that was already done for this token. */
  work: string;
  /** What was answered to the question. */
  answer: string;
  /** Where the reader can go on in spite of the error: the ticket of the report that came before. */
  ticketPath?: string;
}
