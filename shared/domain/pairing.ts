import type { Annotation } from '../model/annotation.ts'
import { bestPairs, type Edge } from './assignment.ts'
import { overlap, placeKey, reachOf } from './overlap.ts'

/** Two areas are of one thing from this intersection over union on; spans from one shared character on. */
export const SAME_THING = 0.5

/** Looking for partners stops after this many shape pairs (about a second), so that hostile data cannot stall the desk. */
export const MOST_PAIRS = 1_000_000

export type Pair = { readonly predicted: Annotation; readonly corrected: Annotation }

/**
 * Pairs objects that do not know each other: those of one kind that lie on each other (area ≥ 0.5 IoU, spans by any
 * character), same label first, so that the overlap sums to the most.
 */
export function pairByPlace(predicted: readonly Annotation[], corrected: readonly Annotation[]): Pair[] {
  if (predicted.length === 0 || corrected.length === 0) return []
  const equal = pairEqual(predicted, corrected)
  const rest = withoutPaired(predicted, corrected, equal)
  const edges = [...candidates(rest.predicted, rest.corrected)]
  const byPlace = bestPairs(edges).flatMap(({ row, column }): Pair[] => {
    const [object, partner] = [rest.predicted[row], rest.corrected[column]]
    return object && partner ? [{ predicted: object, corrected: partner }] : []
  })
  return [...equal, ...byPlace]
}

function withoutPaired(predicted: readonly Annotation[], corrected: readonly Annotation[], pairs: readonly Pair[]) {
  const [rows, columns] = [new Set(pairs.map((pair) => pair.predicted)), new Set(pairs.map((pair) => pair.corrected))]
  return {
    predicted: predicted.filter((object) => !rows.has(object)),
    corrected: corrected.filter((object) => !columns.has(object)),
  }
}

/** Objects that are equal in label and shape are partners in some best pairing, so they need no search. */
function pairEqual(predicted: readonly Annotation[], corrected: readonly Annotation[]): Pair[] {
  const key = (object: Annotation): string => JSON.stringify([object.label, Object.entries(object.shape).sort()])
  const open = Map.groupBy(predicted.toReversed(), key)
  return corrected.flatMap((object): Pair[] => {
    const partner = open.get(key(object))?.pop()
    return partner ? [{ predicted: partner, corrected: object }] : []
  })
}

/** Pairs that may be one thing. A shared label outweighs any difference in overlap. */
function* candidates(predicted: readonly Annotation[], corrected: readonly Annotation[]): Generator<Edge> {
  const placed = corrected.map((object, column) => ({ object, column, reach: reachOf(object.shape) }))
  const byPlace = Map.groupBy(placed, ({ object }) => placeKey(object.shape))
  for (const group of byPlace.values()) group.sort((a, b) => a.reach[0] - b.reach[0])
  let looked = 0
  for (const [row, object] of predicted.entries()) {
    const [from, to] = reachOf(object.shape)
    for (const other of byPlace.get(placeKey(object.shape)) ?? []) {
      if (other.reach[0] > to || ++looked > MOST_PAIRS) break
      if (other.reach[1] < from) continue
      const weight = sameThing(object, other.object)
      if (weight > 0)
        yield { row, column: other.column, weight: weight + (object.label === other.object.label ? 1 : 0) }
    }
  }
}

function sameThing(a: Annotation, b: Annotation): number {
  if (a.shape.kind === 'field' && a.label !== b.label) return 0
  const share = overlap(a.shape, b.shape)
  return share >= SAME_THING || a.shape.kind === 'span' ? share : 0
}
