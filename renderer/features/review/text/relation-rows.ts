import { compareWork } from '../../../../shared/domain/compare.ts'
import type { Annotation, Relation } from '../../../../shared/model/annotation.ts'
import type { PaintedRelation } from '../../../text/text-arcs.ts'
import { aboutDesk, type ReviewState, shown } from '../review-state.ts'

/** One relation of the case: as it stands, or as it was predicted where it was taken away. */
export type RelationRow = {
  readonly relation: Relation
  readonly state: 'confirmed' | 'wrong' | 'spurious' | 'missing'
  /** What it was, where it became another. */
  readonly was: Relation | null
}

type Seen = Pick<ReviewState, 'desk' | 'veiled' | 'beside' | 'taxonomy'>
const NONE: readonly RelationRow[] = []

const rowsFor = ({ desk, veiled, taxonomy }: Seen): readonly RelationRow[] => {
  if (!desk) return NONE
  const predicted = veiled ? [] : (desk.prediction?.relations ?? [])
  const relations = veiled ? mine(desk.worksheet.relations, shown({ desk, veiled })) : desk.worksheet.relations
  if (predicted.length === 0 && relations.length === 0) return NONE
  const prediction = veiled ? null : desk.prediction
  const compared = compareWork(
    prediction,
    { annotations: shown({ desk, veiled }), relations },
    aboutDesk({ desk, taxonomy }),
  ).relations
  const was = new Map(predicted.map((relation) => [relation.id, relation]))
  const now = new Map(relations.map((relation) => [relation.id, relation]))
  return compared.flatMap(({ state, predictedId, correctedId }): RelationRow[] => {
    const before = (predictedId && was.get(predictedId)) || null
    const relation = (correctedId && now.get(correctedId)) || before
    return relation ? [{ relation, state, was: state === 'wrong' ? before : null }] : []
  })
}

/** Behind the veil only relations between the reviewer's own objects. */
const mine = (relations: readonly Relation[], objects: readonly Annotation[]): readonly Relation[] => {
  const ids = new Set(objects.map(({ id }) => id))
  return relations.filter(({ from, to }) => ids.has(from) && ids.has(to))
}

type Kept = { readonly of: Seen; readonly rows: readonly RelationRow[]; readonly painted: readonly PaintedRelation[] }
let last: Kept | null = null

const paintedOf = (rows: readonly RelationRow[], beside: boolean): readonly PaintedRelation[] =>
  rows.flatMap(({ relation, state }): PaintedRelation[] => {
    if (state === 'spurious' && !beside) return []
    const part = state === 'confirmed' ? 'predicted' : state === 'spurious' ? 'was' : 'yours'
    const { id, from, to, type } = relation
    return [{ id, from, to, type, part }]
  })

const kept = (state: Seen): Kept => {
  const { desk, veiled, beside, taxonomy } = state
  const same =
    last !== null &&
    last.of.desk?.prediction === desk?.prediction &&
    last.of.desk?.worksheet.relations === desk?.worksheet.relations &&
    // Which objects stand matters to relations only where there are any.
    (last.rows.length === 0 || last.of.desk?.worksheet.annotations === desk?.worksheet.annotations) &&
    last.of.veiled === veiled &&
    last.of.taxonomy === taxonomy &&
    last.of.beside === beside
  if (last && same) return last
  const rows = rowsFor(state)
  last = { of: { desk, veiled, beside, taxonomy }, rows, painted: paintedOf(rows, beside) }
  return last
}

/** All relations of the case, in the prediction's order, then the added ones. */
export const relationRows = (state: Seen): readonly RelationRow[] => kept(state).rows
/** Those that are drawn. */
export const relationsOf = (state: Seen): readonly PaintedRelation[] => kept(state).painted
