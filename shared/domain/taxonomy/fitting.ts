import type { Annotation, Relation } from '../../model/annotation.ts'
import type { QuestionSubject } from '../../model/migration.ts'
import type { Attribute, Label, RelationType, Taxonomy } from '../../model/taxonomy.ts'
import { sameJson } from '../same-json.ts'
import { attributePlace, attributeProblems, attributesFor, attributeValue } from './attributes.ts'
import { labelsByName } from './replacing.ts'

export type Said = { readonly annotations: readonly Annotation[]; readonly relations: readonly Relation[] }

/** Something that a taxonomy asks of what was said and that is not met. `key` names it within one review. */
export type Misfit = {
  readonly key: string
  readonly annotationId: Annotation['id'] | null
  readonly about: Extract<QuestionSubject, 'attribute' | 'relation' | 'field' | 'shape'>
  readonly label: string
  readonly attribute: string | null
  readonly choices: readonly string[]
}

/** Whether a code stands in a version of a list; null where that is not here, so that nobody can say. */
export type CodeLookup = (list: NonNullable<Attribute['codes']>, code: string) => boolean | null
export const NO_LISTS: CodeLookup = () => null

const valuesOf = (attribute: Attribute | undefined): readonly string[] => attribute?.values ?? []

/** Codes that their list does not hold. */
const codeMisfits = (taxonomy: Taxonomy, { annotations }: Said, stands: CodeLookup): Misfit[] =>
  taxonomy.attributes.some(({ kind }) => kind === 'coded')
    ? annotations.flatMap((annotation) =>
        attributesFor(taxonomy, annotation).flatMap(({ name, kind, codes }): Misfit[] => {
          const code = attributeValue(annotation, name)
          if (kind !== 'coded' || codes === undefined || typeof code !== 'string' || stands(codes, code) !== false)
            return []
          const { id, label } = annotation
          return [
            { key: `code ${id} ${name}`, annotationId: id, about: 'attribute', label, attribute: name, choices: [] },
          ]
        }),
      )
    : []

const attributeMisfits = (taxonomy: Taxonomy, { annotations }: Said): Misfit[] => {
  const byName = new Map(taxonomy.attributes.map((attribute) => [attribute.name, attribute]))
  const labels = new Map(annotations.map(({ id, label }) => [id, label]))
  const wrong = attributeProblems(taxonomy, annotations).map(
    ({ annotationId, name }): Misfit => ({
      key: `attribute ${annotationId} ${name}`,
      annotationId,
      about: 'attribute',
      label: labels.get(annotationId) ?? '',
      attribute: name,
      choices: valuesOf(byName.get(name)),
    }),
  )
  const hasCase = annotations.some((annotation) => attributePlace(annotation) === 'case')
  const ofCase = hasCase ? [] : taxonomy.attributes.filter(isAskedOfEveryCase)
  return [
    ...wrong,
    ...ofCase.map(
      ({ name, values }): Misfit => ({
        key: `attribute ${name}`,
        annotationId: null,
        about: 'attribute',
        label: '',
        attribute: name,
        choices: values ?? [],
      }),
    ),
  ]
}

const isAskedOfEveryCase = ({ on, required, labels, when }: Attribute): boolean =>
  on === 'case' && required && labels === undefined && when === undefined

/** Whether a relation type may join these labels; an end whose label no version knows may be anything. */
const allows = ({ from, to, symmetric }: RelationType, start: Label | undefined, end: Label | undefined): boolean => {
  const may = (ids: readonly Label['id'][] | undefined, label: Label | undefined): boolean =>
    ids === undefined || label === undefined || ids.includes(label.id)
  return (may(from, start) && may(to, end)) || (symmetric && may(from, end) && may(to, start))
}

const relationMisfits = (taxonomy: Taxonomy, { annotations, relations }: Said): Misfit[] => {
  if (relations.length === 0) return []
  const byName = labelsByName(taxonomy)
  const labels = new Map(annotations.map(({ id, label }) => [id, byName.get(label)]))
  return relations.flatMap((relation): Misfit[] => {
    const [start, end] = [labels.get(relation.from), labels.get(relation.to)]
    const type = taxonomy.relationTypes.find(({ name }) => name === relation.type)
    if (type && allows(type, start, end)) return []
    const choices = taxonomy.relationTypes.filter((other) => allows(other, start, end)).map(({ name }) => name)
    const { id, type: label } = relation
    return [{ key: `relation ${id}`, annotationId: id, about: 'relation', label, attribute: null, choices }]
  })
}

const fieldMisfits = (taxonomy: Taxonomy, { annotations }: Said): Misfit[] => {
  const given = annotations.flatMap(({ id, label, shape }) =>
    shape.kind === 'field' ? [{ id, label, value: shape.value }] : [],
  )
  if (given.length === 0) return []
  const byName = new Map(taxonomy.fields.map((field) => [field.name, field]))
  const wrong = given.flatMap(({ id, label, value }): Misfit[] => {
    const values = byName.get(label)?.values
    if (!values?.length || value === null || values.includes(value)) return []
    return [{ key: `field ${id}`, annotationId: id, about: 'field', label, attribute: null, choices: values }]
  })
  const named = new Set(given.map(({ label }) => label))
  const missing = taxonomy.fields.filter(({ name, required }) => required && !named.has(name))
  return [
    ...wrong,
    ...missing.map(
      ({ name, values }): Misfit => ({
        key: `field ${name}`,
        annotationId: null,
        about: 'field',
        label: name,
        attribute: null,
        choices: values ?? [],
      }),
    ),
  ]
}

const hasJointsOf = ({ skeleton }: Label, { shape }: Annotation): boolean => {
  if (!skeleton || shape.kind !== 'skeleton') return true
  const asked = new Set(skeleton.joints.map(({ name }) => name))
  return shape.joints.length === asked.size && shape.joints.every(({ name }) => asked.has(name))
}

/** The key names the label, by its lasting id: a label that became another is not held against that one's shapes. */
const shapeMisfits = (taxonomy: Taxonomy, { annotations }: Said): Misfit[] => {
  const byName = labelsByName(taxonomy)
  return annotations.flatMap((annotation): Misfit[] => {
    const label = byName.get(annotation.label)
    if (!label || annotation.shape.kind === 'field') return []
    const isKind = label.shapes.length === 0 || label.shapes.includes(annotation.shape.kind)
    if (isKind && hasJointsOf(label, annotation)) return []
    return [
      {
        key: `shape ${annotation.id} ${label.id} ${isKind ? 'joints' : 'kind'}`,
        annotationId: annotation.id,
        about: 'shape',
        label: annotation.label,
        attribute: null,
        choices: isKind ? (label.skeleton?.joints.map(({ name }) => name) ?? []) : label.shapes,
      },
    ]
  })
}

/** What of this a taxonomy asks for otherwise. */
const misfitsOf = (taxonomy: Taxonomy, said: Said, stands: CodeLookup): readonly Misfit[] => [
  ...attributeMisfits(taxonomy, said),
  ...codeMisfits(taxonomy, said, stands),
  ...relationMisfits(taxonomy, said),
  ...fieldMisfits(taxonomy, said),
  ...shapeMisfits(taxonomy, said),
]

/** What fitted, or was not asked, as it was said, and does not fit as it is read. */
export const newMisfits = (
  before: Taxonomy,
  given: Said,
  after: Taxonomy,
  read: Said,
  stands: CodeLookup,
): readonly Misfit[] => {
  const now = misfitsOf(after, read, stands)
  if (now.length === 0) return []
  const then = new Set(misfitsOf(before, given, stands).map(({ key }) => key))
  const byName = labelsByName(before)
  const labelled = new Map(given.annotations.map(({ id, label }) => [id, byName.get(label)?.id]))
  return now.filter(({ key, about, annotationId }) => {
    if (then.has(key)) return false
    const id = annotationId === null ? undefined : labelled.get(annotationId)
    return about !== 'shape' || (id !== undefined && key.includes(id))
  })
}

const demandsOf = ({ labels }: Taxonomy) =>
  Object.fromEntries(
    labels.map(({ id, shapes, skeleton }) => [id, [shapes, skeleton?.joints.map(({ name }) => name) ?? null]]),
  )

/** Whether two versions ask the same beside the labels themselves. */
export const sameDemands = (a: Taxonomy, b: Taxonomy): boolean =>
  sameJson(a.attributes, b.attributes) &&
  sameJson(a.relationTypes, b.relationTypes) &&
  sameJson(a.fields, b.fields) &&
  sameJson(demandsOf(a), demandsOf(b))

/** What a version says of the thing that a misfit is about, for finding the version that changed it. */
export const definitionOf = (taxonomy: Taxonomy, { about, label, attribute }: Misfit): unknown => {
  switch (about) {
    case 'attribute':
      return taxonomy.attributes.find(({ name }) => name === attribute)
    case 'relation':
      return taxonomy.relationTypes.find(({ name }) => name === label)
    case 'field':
      return taxonomy.fields.find(({ name }) => name === label)
    case 'shape': {
      const found = labelsByName(taxonomy).get(label)
      return found && [found.shapes, found.skeleton]
    }
  }
}
