import type { StaffDirectory } from '../agencies/staff-directory.js';
import type { StaffNotices } from '../agencies/staff-notices.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { AgencyWebhooks } from '../dispatch/agency-webhooks.js';
import type { DispatchLinks } from '../dispatch/dispatch-links.js';
import type { Dispatches } from '../dispatch/dispatch.service.js';
import type { Answers } from '../replies/answer.service.js';
import type { ReplyComposer } from '../replies/reply-composer.js';
import type { ReporterMessages } from '../replies/reporter-messages.js';
import type { TicketActions } from '../tickets/ticket-actions.js';
import { CitizenQuestions } from '../dispatch/citizen-questions.js';
import { OfficerReplies } from '../dispatch/officer-replies.js';
import { StaffResponseNotices } from '../dispatch/response-notices.js';
import { ResponseChecks } from '../dispatch/response-checks.js';
import { ResponseDrafts } from '../dispatch/response-drafts.js';
import { ResponseFlow } from '../dispatch/response-flow.js';
import { ResponseReader } from '../dispatch/response-reader.js';
import { ResponseTaking } from '../dispatch/response-taking.js';
import { Responses } from '../dispatch/responses.service.js';
import type { Clock } from '../observability/clock.js';
import type { SealedAttachmentStore } from '../tickets/attachment-store.js';
import type { Configuration } from './load-config.js';

/** What agencies say of tickets, and what they ask. */
export interface ResponseDesk {
  responses: Responses;
  responseTaking: ResponseTaking;
  responseDrafts: ResponseDrafts;
  responseChecks: ResponseChecks;
  responseReader: ResponseReader;
  questions: CitizenQuestions;
  responseNotices: StaffResponseNotices;
  officerReplies: OfficerReplies;
}

export interface RespondingInput {
  database: Database;
  vault: Vault;
  clock: Clock;
  configuration: Pick<Configuration, 'tenants' | 'locales'>;
  composer: ReplyComposer;
  actions: TicketActions;
  answers: Answers;
  reporters: ReporterMessages;
  attachments: Pick<SealedAttachmentStore, 'get'>;
  dispatches: Dispatches;
  /** Agencies' own systems. */
  agencyWebhooks?: AgencyWebhooks;
  dispatchLinks: DispatchLinks;
  staff: StaffDirectory;
  staffNotices: StaffNotices;
  publicUrl: string;
  ringAfterSeconds: number;
}

/** Puts together what agencies respond with. */
export function openResponses(input: RespondingInput): ResponseDesk {
  const {
    actions,
    answers,
    attachments: store,
    clock,
    composer,
    configuration,
    database,
    dispatches,
    publicUrl,
  } = input;
  const { dispatchLinks: links, reporters, ringAfterSeconds, staff, staffNotices: notices, vault } = input;
  const { tenants, locales } = configuration;
  const responseNotices = new StaffResponseNotices({ staff, notices, links, locales, tenants, clock, publicUrl });
  const followers = input.agencyWebhooks ? [input.agencyWebhooks] : [];
  const made = { database, vault, clock, tenants, actions, answers, notices: responseNotices, store, followers };
  const flow = new ResponseFlow(made);
  const responseTaking = new ResponseTaking(made, flow);
  const responses = new Responses(made, flow, responseTaking);
  return {
    responses,
    responseTaking,
    responseDrafts: new ResponseDrafts(made, flow, responseTaking),
    responseChecks: new ResponseChecks(made, flow),
    responseReader: new ResponseReader(database, vault),
    questions: new CitizenQuestions({ clock, actions, composer, reporters }),
    responseNotices,
    officerReplies: new OfficerReplies({ dispatches, responses, vault, locales, tenants, ringAfterSeconds }),
  };
}
