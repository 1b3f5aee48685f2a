/** What of a ticket is compared. */
export interface Comparable {
  words: ReadonlySet<string>;
  category: string | null;
  districtCode: string | null;
  villageCode: string | null;
  latitude: number | null;
  longitude: number | null;
  openedAt: Date;
}

/** `same`: one village, or within 300 m; `near`: one district, or within 1.5 km; `other`: both known, and neither. */
export type PlaceLikeness = 'same' | 'near' | 'other';

/** How likely two tickets are about the same thing, and why. */
export interface Likeness {
  /** 0 to 1. */
  score: number;
  /** Share of all their words that both have, 0 to 1. */
  text: number;
  /** Null: at least one has none. */
  category: boolean | null;
  place: PlaceLikeness | null;
  /** Between them. */
  hours: number;
}

/** Further apart in time two reports count as two events. */
export const WEEKS_APART = 4;
/** From here on they are shown. */
export const LIKELY = 0.5;
/** Below that much text in common nothing else makes two reports one: many things happen in one place. */
const LEAST_TEXT = 0.25;

const WEIGHTS = { text: 0.6, category: 0.1, time: 0.1 };
/** What a place in common weighs: a district is large. Two different ones weigh as much, against. */
const PLACE: Readonly<Record<PlaceLikeness, number>> = { same: 0.2, near: 0.1, other: 0.2 };
/** Who names two different places means two different things, however alike the words. */
const ELSEWHERE = 0.5;
const SAME_METRES = 300;
const NEAR_METRES = 1_500;
const EARTH_METRES = 6_371_000;
const HOUR_MS = 3_600_000;

/**
 * The weighted mean of what is known: words 0.6, the same place 0.2 (a near one 0.1), category 0.1, time 0.1. What is not
 * known of both counts neither for nor against. Different places halve it. Symmetric; more in common is never less likely.
 */
export function likenessOf(one: Comparable, other: Comparable): Likeness {
  const text = shared(one.words, other.words);
  const place = placeOf(one, other);
  const category = one.category === null || other.category === null ? null : one.category === other.category;
  const hours = Math.abs(one.openedAt.getTime() - other.openedAt.getTime()) / HOUR_MS;
  const time = Math.max(0, 1 - hours / (WEEKS_APART * 7 * 24));
  const known: [number, number][] = [
    [WEIGHTS.text, text],
    [WEIGHTS.time, time],
    ...(place === null ? [] : [[PLACE[place], place === 'other' ? 0 : 1] satisfies [number, number]]),
    ...(category === null ? [] : [[WEIGHTS.category, category ? 1 : 0] satisfies [number, number]]),
  ];
  const whole = known.reduce((sum, [weight]) => sum + weight, 0);
  const mean = known.reduce((sum, [weight, value]) => sum + weight * value, 0) / whole;
  return { score: place === 'other' ? mean * ELSEWHERE : mean, text, category, place, hours };
}

export function isLikely({ score, text, hours }: Likeness): boolean {
  return score >= LIKELY && text >= LEAST_TEXT && hours <= WEEKS_APART * 7 * 24;
}

/** What speaks for it, as decisions say it and pages know it (console/ticket/words/decision-words.ts). */
export function reasonsOf({ text, category, place, hours }: Likeness): string[] {
  const apart =
    hours < 48 ? `${String(Math.round(hours))} hours apart` : `${String(Math.round(hours / 24))} days apart`;
  return [
    `alike words ${String(Math.round(text * 100))}%`,
    ...(place === null ? [] : [`${place} place`]),
    ...(category === true ? ['same category'] : []),
    hours < 1 ? 'within an hour' : apart,
  ];
}

/** Jaccard's index; 0 where neither says anything. */
function shared(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let both = 0;
  for (const word of one) if (other.has(word)) both += 1;
  const all = one.size + other.size - both;
  return all === 0 ? 0 : both / all;
}

function placeOf(one: Comparable, other: Comparable): PlaceLikeness | null {
  const metres = metresBetween(one, other);
  if (metres !== null) return metres <= SAME_METRES ? 'same' : metres <= NEAR_METRES ? 'near' : 'other';
  if (one.villageCode !== null && other.villageCode !== null)
    return one.villageCode === other.villageCode ? 'same' : 'other';
  if (one.districtCode !== null && other.districtCode !== null)
    return one.districtCode === other.districtCode ? 'near' : 'other';
  return null;
}

/** On a sphere (haversine); null where either has no coordinates. */
function metresBetween(one: Comparable, other: Comparable): number | null {
  if (one.latitude === null || one.longitude === null || other.latitude === null || other.longitude === null)
    return null;
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const half = (degrees: number): number => Math.sin(radians(degrees) / 2) ** 2;
  const chord =
    half(other.latitude - one.latitude) +
    Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * half(other.longitude - one.longitude);
  return 2 * EARTH_METRES * Math.asin(Math.sqrt(Math.min(1, chord)));
}
