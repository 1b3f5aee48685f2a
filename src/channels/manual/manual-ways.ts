import type { TaskMethod } from '../../messaging/inbound-event.js';

/** What a way of reporting that people staff brings with it. */
export interface ManualWay {
  /** The reporter is there while the clerk types: what we say is said at once. */
  inPerson: boolean;
  /** The report has a name of its own where it came from, by which it is known again. */
  reference: boolean;
  /** How people answer where nothing else was asked for. */
  answeredBy: TaskMethod | 'page';
}

/** By the provider's name in config/gateway.yaml. */
export const MANUAL_WAYS: Readonly<Record<string, ManualWay>> = {
  desk: { inPerson: true, reference: false, answeredBy: 'call' },
  telephone: { inPerson: true, reference: false, answeredBy: 'call' },
  'letter-box': { inPerson: false, reference: false, answeredBy: 'letter' },
  website: { inPerson: false, reference: false, answeredBy: 'call' },
  'social-media': { inPerson: false, reference: true, answeredBy: 'relay' },
  'outside-system': { inPerson: false, reference: true, answeredBy: 'relay' },
};
