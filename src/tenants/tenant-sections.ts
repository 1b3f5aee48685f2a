import { isMapping } from '../settings/reader.js';
import type { Tenant } from './tenant.js';

/** What of a tenant's file people edit in the console, by its key there. What identifies a tenant is not among it. */
export const EDITABLE_SECTIONS = ['agencies', 'categories', 'routing', 'replyTexts', 'answerTexts', 'retired'] as const;
export type Section = (typeof EDITABLE_SECTIONS)[number];

/** Edited sections, each whole and as the file would write it; what is absent is as the file has it. */
export type Overlay = Readonly<Partial<Record<Section, unknown>>>;

/** What one save changes; null gives a section back to the file. */
export type SectionEdits = Overlay;

type Mapping = Readonly<Record<string, unknown>>;

/** @returns only what is a section: what another version of the gateway stored beside it has no say here */
export function readOverlay(stored: unknown): Overlay {
  if (!isMapping(stored)) return {};
  return Object.fromEntries(EDITABLE_SECTIONS.filter((key) => stored[key] != null).map((key) => [key, stored[key]]));
}

/** The overlay after a save. */
export function editOverlay(overlay: Overlay, edits: SectionEdits): Overlay {
  return readOverlay({ ...overlay, ...edits });
}

/** A tenant's sections as its file would write them: what an edit begins with. */
export function sectionsOf({
  agencies,
  categories,
  routing,
  replyTexts,
  answerTexts,
  retired,
}: Tenant): Required<Overlay> {
  const texts: Record<string, Record<string, string>> = {};
  for (const [item, text] of Object.entries(replyTexts)) {
    const [key = '', form = ''] = item.split('.');
    texts[key] = { ...texts[key], [form]: text };
  }
  const plain = agencies.map(({ webhook: _webhook, ...agency }) => agency);
  return { agencies: plain, categories, routing, replyTexts: texts, answerTexts, retired };
}

/**
 * A tenant's document with the edited sections in place of the file's. Agencies keep what only the file may say of
 * them: its people, whose addresses stand in the environment, and their own systems, whose secrets do.
 */
export function mergeSections(document: unknown, overlay: Overlay): unknown {
  if (!isMapping(document)) return document;
  const merged: Record<string, unknown> = { ...document, ...overlay };
  if (overlay.agencies !== undefined) merged['agencies'] = graft(overlay.agencies, document['agencies']);
  return merged;
}

/** What stands in the file alone, of an agency and of its units. */
const FILE_ONLY = ['officers', 'webhook'] as const;

function graft(edited: unknown, filed: unknown): unknown {
  if (!Array.isArray(edited)) return edited;
  const bySlug = new Map(mappings(filed).map((each) => [each['slug'], each]));
  return edited.map((each: unknown) => {
    if (!isMapping(each)) return each;
    const own = bySlug.get(each['slug']);
    const kept = own === undefined ? {} : pick(own, FILE_ONLY);
    const units = each['units'] === undefined ? {} : { units: graft(each['units'], own?.['units']) };
    return { ...omit(each, FILE_ONLY), ...units, ...kept };
  });
}

function mappings(value: unknown): Mapping[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

function pick(from: Mapping, keys: readonly string[]): Mapping {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
}

function omit(from: Mapping, keys: readonly string[]): Mapping {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)));
}
