/** Names are kept of what an office no longer hands tickets to: old ones still name it. */
export interface Retired {
  agencies: { slug: string; name: string; shortName: string }[];
  categories: { slug: string; name: string; parent?: string }[];
}
