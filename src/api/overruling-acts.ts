import { outsideReference } from '../channels/manual/outside-reference.js';
import { again } from '../overruling/again.js';
import type { Merged, Merging } from '../overruling/merging.js';
import type { Overruled, Overrulings } from '../overruling/overrulings.js';
import type { ReferenceGiven, References } from '../overruling/references.js';
import type { Classification, Routing } from '../overruling/rules.js';
import type { Undoing, Undone } from '../overruling/undoing.js';
import { actorOf } from './caller.js';
import type { CategoryDto, ReferenceDto, RouteDto } from './overruling.dto.js';
import { named, type Answered, type Call, type RequestsOnce } from './requests-once.js';

export interface OverrulingActParts {
  once: RequestsOnce;
  overrulings: Overrulings;
  merging: Merging;
  undoing: Undoing;
  references: References;
}

/** A human's word against the machine's, each said once under one name. Whether the tickets are the caller's own has been asked. */
export class OverrulingActs {
  constructor(private readonly parts: OverrulingActParts) {}

  async recategorise(number: string, wanted: CategoryDto, call: Call): Promise<Answered<Overruled<Classification>>> {
    const { once, overrulings } = this.parts;
    return once.run(named(call, ['category', number, wanted]), (tx) =>
      overrulings.recategoriseWithin(tx, number, wanted, actorOf(call.caller)),
    );
  }

  async reroute(number: string, wanted: RouteDto, call: Call): Promise<Answered<Overruled<Routing>>> {
    const { once, overrulings } = this.parts;
    return once.run(named(call, ['route', number, wanted]), (tx) =>
      overrulings.rerouteWithin(tx, number, wanted, actorOf(call.caller)),
    );
  }

  async merge(number: string, into: string, call: Call): Promise<Answered<Merged>> {
    const { once, merging } = this.parts;
    return again(() =>
      once.run(named(call, ['merge', number, into]), (tx) =>
        merging.mergeNumbered(tx, number, into, actorOf(call.caller)),
      ),
    );
  }

  async unmerge(number: string, call: Call): Promise<Answered<Merged>> {
    const { once, merging } = this.parts;
    return again(() =>
      once.run(named(call, ['unmerge', number]), (tx) => merging.unmergeNumbered(tx, number, actorOf(call.caller))),
    );
  }

  async undo(number: string, call: Call): Promise<Answered<Undone>> {
    const { once, undoing } = this.parts;
    return again(() =>
      once.run(named(call, ['undo', number]), (tx) => undoing.undoWithin(tx, number, actorOf(call.caller))),
    );
  }

  /** The number in the other system is kept sealed: of the answer that is remembered it is no part, but of the request. */
  async refer(number: string, { system, reference }: ReferenceDto, call: Call): Promise<Answered<ReferenceGiven>> {
    const { once, references } = this.parts;
    const done = await once.run(named(call, ['reference', number, system, reference]), async (tx) => {
      const { value, rings } = await references.giveWithin(tx, number, system, reference, actorOf(call.caller));
      const { reference: _sealed, ...rest } = value;
      return { value: rest, rings };
    });
    const { repeated, task } = done.answer;
    const written = outsideReference(reference) ?? reference;
    return { ...done, answer: { number: done.answer.number, reference: written, repeated, task } };
  }
}
