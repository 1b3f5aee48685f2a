import { withoutIdentity } from '../../../dispatch/without-identity.js';
import type { ConversationEntry } from './conversation.js';
import type { TicketView } from './ticket-view.js';

/**
 * A ticket for whoever must not learn who reported it: what their words give away is taken out as agencies never see it,
 * and so are the files, which may be papers, the addresses of other systems, and the address that replies go to.
 */
export function withheld(view: TicketView, reporterNames: readonly string[]): TicketView {
  const names = [...view.conversation.names, ...reporterNames];
  const clean = (text: string): string => withoutIdentity(text, names);
  const { head, conversation, facts, place, reporter } = view;
  return {
    ...view,
    head: { ...head, description: clean(head.description) },
    conversation: { ...conversation, names: [], entries: conversation.entries.map((entry) => cleaned(entry, clean)) },
    facts: {
      ...facts,
      references: [],
      waiting: facts.waiting.map((response) => ({ ...response, text: clean(response.text) })),
      drafts: facts.drafts.map((response) => ({ ...response, text: clean(response.text) })),
      dispatches: facts.dispatches.map((dispatch) => ({
        ...dispatch,
        note: dispatch.note && clean(dispatch.note),
        returnWords: dispatch.returnWords && clean(dispatch.returnWords),
      })),
    },
    place: { ...place, ...(place.landmark !== undefined && { landmark: clean(place.landmark) }) },
    reporter: { ...reporter, address: null, has: [] },
    withheld: true,
  };
}

function cleaned(entry: ConversationEntry, clean: (text: string) => string): ConversationEntry {
  const text = clean(entry.text);
  switch (entry.kind) {
    case 'note':
      return { ...entry, text };
    case 'out':
      return { ...entry, text, files: [] };
    case 'response':
      return { ...entry, text, files: [], remark: entry.remark && clean(entry.remark) };
    case 'in': {
      const { subject, ...rest } = entry;
      return { ...rest, text, files: [], ...(subject !== undefined && { subject: clean(subject) }) };
    }
  }
}
