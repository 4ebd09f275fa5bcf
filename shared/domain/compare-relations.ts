import type { Relation } from '../model/annotation.ts'
import type { AnnotationId } from '../model/ids.ts'
import type { ObjectComparison } from '../model/review.ts'

/** How one relation of the prediction relates to the correction. `wrong`: another type, or other ends. */
export type RelationComparison = {
  readonly state: 'confirmed' | 'wrong' | 'spurious' | 'missing'
  readonly predictedId: Relation['id'] | null
  readonly correctedId: Relation['id'] | null
}

/**
 * How relations relate, given how their ends compare. A relation is the same one when it kept its id, else when an equal
 * one (type and ends) stands in the correction. The ends of a symmetric type may be exchanged.
 */
export function compareRelations(
  predicted: readonly Relation[],
  corrected: readonly Relation[],
  objects: readonly ObjectComparison[],
  symmetric?: ReadonlySet<string>,
): RelationComparison[] {
  if (predicted.length === 0 && corrected.length === 0) return []
  const now = new Map<AnnotationId, AnnotationId | null>()
  for (const { predictedId, correctedId } of objects) if (predictedId) now.set(predictedId, correctedId)
  const end = (id: AnnotationId): AnnotationId | null => now.get(id) ?? null
  const key = (type: string, from: string | null, to: string | null): string => {
    const turned = symmetric?.has(type) === true && (from ?? '') > (to ?? '')
    return JSON.stringify(turned ? [type, to, from] : [type, from, to])
  }
  const open = new Map(corrected.map((relation) => [relation.id, relation]))
  const partners = new Map<Relation, Relation>()
  const take = (relation: Relation, partner: Relation | undefined): void => {
    if (!partner) return
    partners.set(relation, partner)
    open.delete(partner.id)
  }
  for (const relation of predicted) take(relation, open.get(relation.id))
  if (partners.size < predicted.length && open.size > 0) {
    const byEnds = Map.groupBy(open.values(), ({ type, from, to }) => key(type, from, to))
    for (const relation of predicted)
      if (!partners.has(relation))
        take(relation, byEnds.get(key(relation.type, end(relation.from), end(relation.to)))?.shift())
  }
  const same = (was: Relation, is: Relation): boolean =>
    key(was.type, end(was.from), end(was.to)) === key(is.type, is.from, is.to)
  const given = predicted.map((relation): RelationComparison => {
    const partner = partners.get(relation)
    const state = partner ? (same(relation, partner) ? 'confirmed' : 'wrong') : 'spurious'
    return { state, predictedId: relation.id, correctedId: partner?.id ?? null }
  })
  const missing = [...open.values()].map(
    (relation): RelationComparison => ({ state: 'missing', predictedId: null, correctedId: relation.id }),
  )
  return [...given, ...missing]
}
