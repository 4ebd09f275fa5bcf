import type { Annotation, Relation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Shape } from '../../model/shape.ts'
import { type ExportItem, type LossTally, tallyJudgement } from './export-item.ts'
import { SHAPES, tallyObject } from './image-losses.ts'
import type { ReadAnnotations } from './read-row.ts'

/** What a format makes of a shape, and what of it is lost; a text where it has no place for it and leaves it out. */
export type CarriedShape = { readonly shape: Shape; readonly losses: readonly string[] } | string

/** What a format has a place for. */
export type CarryRules = {
  readonly shape: (shape: Shape) => CarriedShape
  readonly attributes: boolean
  readonly scores: boolean
  /** False: none. Otherwise what is lost of a relation between two carried objects; a text leaves it out. */
  readonly relation: false | ((from: Annotation, to: Annotation) => string | null)
}

const NO_MARKS = { marks: new Set<string>(), group: false, z: false } as const

/** "class", "class-2", "o1", "o2": the names that readers give objects which have none in the file. */
const createIds = () => {
  let [classes, objects] = [0, 0]
  return ({ kind }: Shape): AnnotationId => {
    if (kind !== 'case') return AnnotationId.parse(`o${++objects}`)
    classes += 1
    return AnnotationId.parse(classes === 1 ? 'class' : `class-${classes}`)
  }
}

/**
 * The objects and relations of an answer as a reader of the format finds them again: classes of the whole case first,
 * named as readers name them. What is lost goes into `tally`.
 */
export const carry = (
  { annotations, relations }: ReadAnnotations,
  key: string,
  tally: LossTally,
  rules: CarryRules,
): ReadAnnotations => {
  const made = new Map<string, Annotation>()
  const idOf = createIds()
  const ordered = [...annotations].sort((a, b) => place(a) - place(b))
  for (const annotation of ordered) {
    const carried = rules.shape(annotation.shape)
    if (typeof carried === 'string') {
      tally.add(carried, key)
      continue
    }
    for (const loss of carried.losses) tally.add(loss, key)
    tallyObject(annotation, key, tally, { ...NO_MARKS, attributes: rules.attributes })
    const { score, label, attributes } = annotation
    if (score !== undefined && !rules.scores) tally.beside('scores of objects', key)
    made.set(annotation.id, {
      id: idOf(carried.shape),
      label,
      shape: carried.shape,
      ...(score === undefined || !rules.scores ? {} : { score }),
      attributes: rules.attributes ? attributes : {},
    })
  }
  return { annotations: [...made.values()], relations: carryRelations(relations, made, key, tally, rules.relation) }
}

const place = ({ shape }: Annotation): number => (shape.kind === 'case' ? 0 : 1)

const carryRelations = (
  relations: readonly Relation[],
  made: ReadonlyMap<string, Annotation>,
  key: string,
  tally: LossTally,
  rule: CarryRules['relation'],
): readonly Relation[] => {
  if (rule === false) {
    tally.add('relations', key, relations.length)
    return []
  }
  const kept: Relation[] = []
  for (const { type, from, to, score } of relations) {
    const [head, child] = [made.get(from), made.get(to)]
    const loss =
      head === undefined || child === undefined ? 'relations of objects that are left out' : rule(head, child)
    if (loss !== null) tally.add(loss, key)
    else if (head !== undefined && child !== undefined) {
      if (score !== undefined) tally.beside('scores of relations', key)
      kept.push({ id: AnnotationId.parse(`r${kept.length + 1}`), type, from: head.id, to: child.id })
    }
  }
  return kept
}

/** Left out under the name of its kind. */
export const leftOut = (shape: Shape): CarriedShape => SHAPES[shape.kind]

export const TURN_SPANS = 'spans and classes of conversation turns'

/** What of a case every format for training loses beside its objects. */
export const tallyCase = (
  item: ExportItem,
  tally: LossTally,
  kept: { readonly keys: boolean; readonly meta: boolean; readonly tokens: boolean },
): void => {
  const { case: one } = item
  tallyJudgement(item, tally)
  if (!kept.keys) tally.beside('case keys', one.key)
  if (!kept.meta && Object.keys(one.meta).length > 0) tally.beside('metadata', one.key)
  if (!kept.tokens && one.tokens !== undefined) tally.beside('the source’s tokens', one.key)
  if (one.source ?? one.group ?? one.time ?? one.outcome ?? one.flag)
    tally.beside('sources, groups, times, flags and outcomes', one.key)
  if (one.inclusion !== undefined) tally.beside('inclusion probabilities', one.key)
}
