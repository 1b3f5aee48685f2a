import type { TaskMethod } from '../../messaging/inbound-event.js';

/** What a way of reporting that people staff brings with it. */
export interface ManualWay {
  /** The reporter is there while the clerk types: what we say is said at once. */
  inPerson: boolean;
  /** The reporter can show a document, where the office asks for one. */
  showsDocument: boolean;
  /** The report has a name of its own where it came from, by which it is known again. */
  reference: boolean;
  /** How people answer where nothing else was asked for. */
  answeredBy: TaskMethod | 'page';
  /** Programs hand its reports over (src/open311); no clerk chooses it. */
  byProgram?: true;
}

/** By the provider's name in config/gateway.yaml. */
export const MANUAL_WAYS: Readonly<Record<string, ManualWay>> = {
  desk: { inPerson: true, showsDocument: true, reference: false, answeredBy: 'call' },
  telephone: { inPerson: true, showsDocument: false, reference: false, answeredBy: 'call' },
  'letter-box': { inPerson: false, showsDocument: false, reference: false, answeredBy: 'letter' },
  website: { inPerson: false, showsDocument: false, reference: false, answeredBy: 'call' },
  application: { inPerson: false, showsDocument: false, reference: false, answeredBy: 'call', byProgram: true },
  'social-media': { inPerson: false, showsDocument: false, reference: true, answeredBy: 'relay' },
  'outside-system': { inPerson: false, showsDocument: false, reference: true, answeredBy: 'relay' },
};
