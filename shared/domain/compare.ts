import type { Annotation, Relation } from '../model/annotation.ts'
import type { ObjectComparison } from '../model/review.ts'
import { bestPairs, type Edge } from './assignment.ts'
import { overlap, placeKey, reachOf, sameBoundary, sameValue } from './overlap.ts'
import { sameJson } from './same-json.ts'

/** Two areas are of one thing from this intersection over union on; spans from one shared character on. */
const SAME_THING = 0.5

/** Looking for partners stops after this many shape pairs (about a second), so that hostile data cannot stall the desk. */
const MOST_PAIRS = 1_000_000

type Pair = { readonly predicted: Annotation; readonly corrected: Annotation }

/**
 * How the correction relates to the prediction, object by object: first the predicted ones in their order, then what was
 * missing. Objects are one and the same when `fromObjectId` says so, else when they are of one kind and lie on each
 * other (area ≥ 0.5 IoU, spans by any character), same label first, paired so that the overlap sums to the most. A
 * predicted object without a partner is a duplicate when it lies (≥ 0.5) on another of its label that was kept.
 */
export function compare(predicted: readonly Annotation[], corrected: readonly Annotation[]): ObjectComparison[] {
  const pairs = pairUp(predicted, corrected)
  const partnerOf = new Map(pairs.map((pair) => [pair.predicted, pair.corrected]))
  const kept = Map.groupBy(partnerOf.keys(), (object) => `${object.label} ${placeKey(object.shape)}`)
  const found = new Set(partnerOf.values())
  let looked = 0
  const isDuplicate = (object: Annotation): boolean =>
    (kept.get(`${object.label} ${placeKey(object.shape)}`) ?? []).some(
      (other) => ++looked <= MOST_PAIRS && overlap(object.shape, other.shape) >= SAME_THING,
    )
  const given = predicted.map((object): ObjectComparison => {
    const partner = partnerOf.get(object)
    return {
      state: partner ? stateOf(object, partner) : isDuplicate(object) ? 'duplicate' : 'spurious',
      predictedId: object.id,
      correctedId: partner?.id ?? null,
      ...(object.score === undefined ? {} : { score: object.score }),
    }
  })
  const missing = corrected
    .filter((object) => !found.has(object))
    .map((object): ObjectComparison => ({ state: 'missing', predictedId: null, correctedId: object.id }))
  return [...given, ...missing]
}

function stateOf(predicted: Annotation, corrected: Annotation): ObjectComparison['state'] {
  const sameLabel = predicted.label === corrected.label
  const samePlace = sameBoundary(predicted.shape, corrected.shape)
  if (!sameLabel) return samePlace ? 'wrong-label' : 'wrong-label-and-boundary'
  if (!samePlace) return 'wrong-boundary'
  const sameRest = sameJson(predicted.attributes, corrected.attributes) && sameValue(predicted.shape, corrected.shape)
  return sameRest ? 'confirmed' : 'wrong-attribute'
}

function pairUp(predicted: readonly Annotation[], corrected: readonly Annotation[]): Pair[] {
  const byOrigin = pairByOrigin(predicted, corrected)
  const free = withoutPaired(predicted, corrected, byOrigin)
  const equal = pairEqual(free.predicted, free.corrected)
  const rest = withoutPaired(free.predicted, free.corrected, equal)
  const edges = [...candidates(rest.predicted, rest.corrected)]
  const byPlace = bestPairs(edges).flatMap(({ row, column }): Pair[] => {
    const [object, partner] = [rest.predicted[row], rest.corrected[column]]
    return object && partner ? [{ predicted: object, corrected: partner }] : []
  })
  return [...byOrigin, ...equal, ...byPlace]
}

function withoutPaired(predicted: readonly Annotation[], corrected: readonly Annotation[], pairs: readonly Pair[]) {
  const [rows, columns] = [new Set(pairs.map((pair) => pair.predicted)), new Set(pairs.map((pair) => pair.corrected))]
  return {
    predicted: predicted.filter((object) => !rows.has(object)),
    corrected: corrected.filter((object) => !columns.has(object)),
  }
}

/** The first corrected object that names a predicted one is that one; a further copy is an object of its own. */
function pairByOrigin(predicted: readonly Annotation[], corrected: readonly Annotation[]): Pair[] {
  const open = new Map(predicted.map((object) => [object.id, object]))
  return corrected.flatMap((object): Pair[] => {
    const origin = object.fromObjectId === undefined ? undefined : open.get(object.fromObjectId)
    if (!origin) return []
    open.delete(origin.id)
    return [{ predicted: origin, corrected: object }]
  })
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

/** How one relation of the prediction relates to the correction. `wrong`: another type, or other ends. */
export type RelationComparison = {
  readonly state: 'confirmed' | 'wrong' | 'spurious' | 'missing'
  readonly predictedId: Relation['id'] | null
  readonly correctedId: Relation['id'] | null
}

/**
 * The same for relations, given how their ends compare. A relation is the same one when it kept its id, else when an
 * equal one (type and ends) stands in the correction.
 */
export function compareRelations(
  predicted: readonly Relation[],
  corrected: readonly Relation[],
  objects: readonly ObjectComparison[],
): RelationComparison[] {
  const now = new Map(
    objects.flatMap((object) => (object.predictedId ? [[object.predictedId, object.correctedId]] : [])),
  )
  const ends = (relation: Relation): string => JSON.stringify([relation.type, relation.from, relation.to])
  const expected = (relation: Relation): string =>
    JSON.stringify([relation.type, now.get(relation.from) ?? null, now.get(relation.to) ?? null])
  const open = new Map(corrected.map((relation) => [relation.id, relation]))
  const partners = new Map<Relation, Relation>()
  const take = (relation: Relation, partner: Relation | undefined): void => {
    if (!partner) return
    partners.set(relation, partner)
    open.delete(partner.id)
  }
  for (const relation of predicted) take(relation, open.get(relation.id))
  const byEnds = Map.groupBy(open.values(), ends)
  for (const relation of predicted) if (!partners.has(relation)) take(relation, byEnds.get(expected(relation))?.shift())
  const given = predicted.map((relation): RelationComparison => {
    const partner = partners.get(relation)
    const state = partner ? (ends(partner) === expected(relation) ? 'confirmed' : 'wrong') : 'spurious'
    return { state, predictedId: relation.id, correctedId: partner?.id ?? null }
  })
  const missing = [...open.values()].map(
    (relation): RelationComparison => ({ state: 'missing', predictedId: null, correctedId: relation.id }),
  )
  return [...given, ...missing]
}
