import type { DatasetVersion } from '../../model/dataset.ts'
import type { Training } from '../../model/lineage.ts'

/** A file that belongs to a dataset version. */
export type CardFile = { readonly name: string; readonly bytes: number; readonly sha256: string }

/** A dataset version that another one grew from. */
export type CardAncestor = { readonly name: string; readonly id: string; readonly root: string; readonly at: string }

/** All that is told of a dataset version, in whichever form. Nobody's text is in it: counts, names, ids, hashes. */
export type CardFacts = {
  readonly tool: { readonly name: string; readonly version: string }
  readonly project: { readonly id: string; readonly name: string }
  readonly version: DatasetVersion
  /** The versions it grew from, nearest first. */
  readonly ancestors: readonly CardAncestor[]
  /** Null in a project without any. */
  readonly taxonomy: { readonly name: string; readonly version: number; readonly labels: number } | null
  /** Who gave the answers it rests on, and how many of its cases each; the most first. */
  readonly reviewers: readonly { readonly person: string; readonly cases: number }[]
  /** First and last time of its cases, ISO 8601; null where none has one. */
  readonly times: { readonly from: string; readonly to: string } | null
  /** Models whose predictions its reviews judged, and how many of those reviews found a failure. */
  readonly judged: readonly { readonly model: string; readonly reviews: number; readonly failures: number }[]
  /** What those reviews found wrong, the most frequent first. */
  readonly errors: readonly { readonly what: string; readonly reviews: number }[]
  readonly causes: readonly { readonly what: string; readonly reviews: number }[]
  /** Models trained on it. */
  readonly trained: readonly Training[]
  /** The version's files as they are, or would be, written; empty where they were not made. */
  readonly files: readonly CardFile[]
}

/** How often each label is in the version, over all splits; the most frequent first. */
export const labelTotals = ({ version }: CardFacts): readonly (readonly [label: string, count: number])[] => {
  const totals = new Map<string, number>()
  for (const { labels } of version.counts.bySplit)
    for (const [label, count] of Object.entries(labels)) totals.set(label, (totals.get(label) ?? 0) + count)
  return [...totals].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
}
