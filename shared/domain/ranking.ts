import type { Annotation } from '../model/annotation.ts'
import type { CaseContent } from '../model/case.ts'
import { misplacedItems } from './same-value.ts'

export type Item = NonNullable<CaseContent['items']>[number]

/** One item of a ranked list as the desk shows it. Places count from 0. */
export type RankedItem = {
  readonly item: Item
  /** Its annotation now; null for a candidate that nobody ranked, or one taken off the list. */
  readonly now: Annotation | null
  readonly predicted: Annotation | null
  /** Its place in the list as it stands; null where it is not on it. */
  readonly place: number | null
  /** Its place as predicted. */
  readonly was: number | null
  readonly relevance: number | undefined
  /** Moved by hand, out of the run that kept its order. */
  readonly moved: boolean
}

const rankOf = ({ shape }: Annotation): number => (shape.kind === 'item' ? shape.rank : 0)
const itemIdOf = ({ shape }: Annotation): string | null => (shape.kind === 'item' ? shape.itemId : null)

/** The items' annotations in the order of their ranks, the first of each item. */
export const ranked = (annotations: readonly Annotation[]): readonly Annotation[] => {
  const seen = new Set<string>()
  return annotations
    .filter(({ shape }) => shape.kind === 'item')
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .filter((annotation) => {
      const id = itemIdOf(annotation) ?? ''
      return seen.has(id) ? false : seen.add(id)
    })
}

/** The list as it stands, then what was taken off it, then candidates that nobody ranked, in the order they came. */
export function rankedItems(
  items: readonly Item[],
  predicted: readonly Annotation[],
  corrected: readonly Annotation[],
): readonly RankedItem[] {
  const placesOf = (list: readonly Annotation[]) => new Map(list.map((one, place) => [itemIdOf(one), { one, place }]))
  const [was, now] = [placesOf(ranked(predicted)), placesOf(ranked(corrected))]
  const moved = misplacedItems(
    [...now].flatMap(([id, { place }]) => {
      const before = was.get(id)
      return before ? [{ predictedId: before.one.id, was: before.place, is: place }] : []
    }),
  )
  const found = items.map((item): RankedItem => {
    const [is, before] = [now.get(item.id), was.get(item.id)]
    const shape = is?.one.shape
    return {
      item,
      now: is?.one ?? null,
      predicted: before?.one ?? null,
      place: is?.place ?? null,
      was: before?.place ?? null,
      relevance: shape?.kind === 'item' ? shape.relevance : undefined,
      moved: before !== undefined && is !== undefined && moved.has(before.one.id),
    }
  })
  const order = ({ place, was: before }: RankedItem): number => place ?? (before === null ? 2e9 : 1e9 + before)
  return found.toSorted((a, b) => order(a) - order(b))
}

/**
 * The annotations that change when an item goes to another place of the list (from 0): those between take over each
 * other's ranks, so that the ranks in use stay the same.
 */
export function moveItem(annotations: readonly Annotation[], itemId: string, to: number): readonly Annotation[] {
  const list = ranked(annotations)
  const from = list.findIndex((one) => itemIdOf(one) === itemId)
  const moving = list[from]
  if (!moving) return []
  const order = list.toSpliced(from, 1).toSpliced(Math.min(Math.max(to, 0), list.length - 1), 0, moving)
  return withRanks(order, list.map(rankOf))
}

/** The annotations that change when the items stand in the predicted order again. Items added by hand stay behind. */
export function resetOrder(
  annotations: readonly Annotation[],
  predicted: readonly Annotation[],
): readonly Annotation[] {
  const was = new Map(ranked(predicted).map((one, place) => [itemIdOf(one), place]))
  const list = ranked(annotations)
  const place = (one: Annotation): number => was.get(itemIdOf(one) ?? '') ?? Number.POSITIVE_INFINITY
  const order = list.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))
  const ranks = order.map((one) => {
    const origin = predicted.find((before) => itemIdOf(before) === itemIdOf(one))
    return origin ? rankOf(origin) : rankOf(one)
  })
  const rising = ranks.every((rank, index) => index === 0 || rank > (ranks[index - 1] ?? 0))
  return withRanks(order, rising ? ranks : list.map(rankOf))
}

const withRanks = (order: readonly Annotation[], ranks: readonly number[]): readonly Annotation[] => {
  // Two items of one rank cannot be told apart once they are moved.
  const distinct = ranks.every((rank, index) => index === 0 || rank > (ranks[index - 1] ?? 0))
  return order.flatMap((one, index): Annotation[] => {
    const rank = distinct ? (ranks[index] ?? index) : index
    return one.shape.kind === 'item' && one.shape.rank !== rank ? [{ ...one, shape: { ...one.shape, rank } }] : []
  })
}

/** The grades a reviewer can give; 0 should not be there, 1 could not be better. */
export const RELEVANCES = [0, 0.25, 0.5, 0.75, 1] as const

/** The annotation with another relevance; undefined takes it back. */
export function gradeItem(annotation: Annotation, relevance: number | undefined): Annotation {
  if (annotation.shape.kind !== 'item') return annotation
  const { relevance: _, ...shape } = annotation.shape
  return { ...annotation, shape: relevance === undefined ? shape : { ...shape, relevance } }
}

/**
 * nDCG@k of a list of relevances in their order: DCG over that of the best order, DCG = Σ relevance(i) / log2(i + 1) for
 * places i from 1 to k (Järvelin & Kekäläinen 2002, doi:10.1145/582415.582418). Items without a relevance are left out
 * before (condensed lists; Sakai 2007, doi:10.1145/1277741.1277756). Null where nothing is relevant.
 */
export function ndcg(relevances: readonly (number | undefined)[], k: number): number | null {
  const known = relevances.filter((one) => one !== undefined)
  const best = dcg(
    known.toSorted((a, b) => b - a),
    k,
  )
  return best === 0 ? null : dcg(known, k) / best
}

const dcg = (relevances: readonly number[], k: number): number =>
  relevances.slice(0, k).reduce((sum, relevance, index) => sum + relevance / Math.log2(index + 2), 0)

export type OrderMeasure = {
  readonly k: number
  /** How many items of the list have a relevance, of how many. */
  readonly graded: number
  readonly of: number
  readonly before: number | null
  readonly after: number | null
}

/** Places looked at by nDCG. */
const DEPTH = 10

/** How good the predicted order is, and the order as it stands, by the relevances given. */
export function orderMeasure(rows: readonly RankedItem[]): OrderMeasure {
  const on = rows.filter(({ now }) => now !== null)
  const k = Math.min(DEPTH, on.length)
  const inOrder = (key: 'place' | 'was'): readonly (number | undefined)[] =>
    on
      .filter((row) => row[key] !== null)
      .toSorted((a, b) => (a[key] ?? 0) - (b[key] ?? 0))
      .map(({ relevance }) => relevance)
  return {
    k,
    graded: on.filter(({ relevance }) => relevance !== undefined).length,
    of: on.length,
    before: ndcg(inOrder('was'), k),
    after: ndcg(inOrder('place'), k),
  }
}
