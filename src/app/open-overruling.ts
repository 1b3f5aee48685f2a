import { Followers } from '../overruling/followers.js';
import { Merging } from '../overruling/merging.js';
import { Overrulings } from '../overruling/overrulings.js';
import { References } from '../overruling/references.js';
import { LikelyRepeats } from '../overruling/repeats/likely-repeats.js';
import { Signatures, type SignaturesParts } from '../overruling/repeats/signatures.js';
import { Splitting, type SplittingParts } from '../overruling/splitting.js';
import { Undoing } from '../overruling/undoing.js';
import { MergedReporters } from '../replies/merged-reporters.js';

/** What a human can say against the machine, about one ticket or two. */
export interface Overruling {
  overrulings: Overrulings;
  merging: Merging;
  splitting: Splitting;
  undoing: Undoing;
  references: References;
  repeats: LikelyRepeats;
  signatures: Signatures;
}

/** Made once a process, since it listens to tickets. */
export function openOverruling(parts: Omit<SplittingParts, 'overrulings' | 'merging'> & SignaturesParts): Overruling {
  const { actions, reporters, vault, clock, channels } = parts;
  const { relays } = reporters;
  const overrulings = new Overrulings(parts);
  const merged = new MergedReporters({ ...parts, relays });
  const merging = new Merging({ actions, overrulings, merged, vault, clock });
  const splitting = new Splitting({ ...parts, overrulings, merging });
  const undoing = new Undoing({ actions, overrulings, merging, splitting, clock });
  const references = new References({ actions, relays, vault, channels, clock });
  const repeats = new LikelyRepeats(vault);
  const signatures = new Signatures(parts, repeats);
  actions.listen(new Followers());
  return { overrulings, merging, splitting, undoing, references, repeats, signatures };
}
