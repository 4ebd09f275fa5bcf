import type { LabelId } from '../../model/ids.ts'
import type { Label, TaxonomyDraft } from '../../model/taxonomy.ts'

const twice = (values: readonly string[]): string | undefined =>
  values.find((value, index) => values.indexOf(value) !== index)

/** The first ancestor met twice on the way up; undefined where the way ends. */
const circleFrom = (label: Label, byId: ReadonlyMap<LabelId, Label>): Label | undefined => {
  const met = new Set<LabelId>()
  for (let at: Label | undefined = label; at; at = at.parent === undefined ? undefined : byId.get(at.parent)) {
    if (met.has(at.id)) return at
    met.add(at.id)
  }
  return undefined
}

/** Every label id the draft names, with the words for where it does. */
const namedLabels = (draft: TaxonomyDraft): readonly (readonly [id: LabelId, where: string])[] => [
  ...draft.labels.flatMap((label) => [
    ...(label.parent === undefined ? [] : [[label.parent, `label "${label.name}", as its parent`] as const]),
    ...label.replacedBy.map((id) => [id, `label "${label.name}", as its replacement`] as const),
  ]),
  ...draft.attributes.flatMap(({ name, labels }) => (labels ?? []).map((id) => [id, `attribute "${name}"`] as const)),
  ...draft.relationTypes.flatMap(({ name, from, to }) =>
    [...(from ?? []), ...(to ?? [])].map((id) => [id, `relation type "${name}"`] as const),
  ),
  ...draft.constraints.flatMap((one) =>
    (one.kind === 'exclusive' ? one.labels : one.kind === 'contains' ? [one.outer, one.inner] : [one.label]).map(
      (id) => [id, `a constraint (${one.kind})`] as const,
    ),
  ),
]

const attributeProblems = (draft: TaxonomyDraft): string[] =>
  draft.attributes.flatMap(({ name, kind, values, codes, pattern, number, when }) => {
    const problems: string[] = []
    if ((kind === 'choice' || kind === 'multi-choice') && !values?.length) problems.push('has nothing to choose from')
    if (values && twice(values) !== undefined) problems.push(`has the value "${twice(values)}" twice`)
    if (kind === 'coded' && !codes) problems.push('names no code list')
    if (number?.min !== undefined && number.max !== undefined && number.min > number.max)
      problems.push('has a least value above its greatest')
    if (pattern !== undefined && !isPattern(pattern)) problems.push(`has a pattern that is none: ${pattern}`)
    if (when && !draft.attributes.some((other) => other.name === when.attribute && other.name !== name))
      problems.push(`depends on "${when.attribute}", which is no other attribute`)
    return problems.map((problem) => `Attribute "${name}" ${problem}.`)
  })

const isPattern = (pattern: string): boolean => {
  try {
    new RegExp(pattern, 'v')
    return true
  } catch {
    return false
  }
}

const skeletonProblems = ({ labels }: TaxonomyDraft): string[] =>
  labels.flatMap(({ name, skeleton }) => {
    if (!skeleton) return []
    const joints = skeleton.joints.map((joint) => joint.name)
    const loose = skeleton.edges.flat().find((end) => !joints.includes(end))
    const again = twice(joints)
    return [
      ...(again === undefined ? [] : [`The skeleton of "${name}" has the joint "${again}" twice.`]),
      ...(loose === undefined ? [] : [`The skeleton of "${name}" has a line to "${loose}", which is no joint.`]),
    ]
  })

/** What is wrong with a draft, one sentence each; nothing where it can be published. */
export const taxonomyProblems = (draft: TaxonomyDraft): readonly string[] => {
  const byId = new Map(draft.labels.map((label) => [label.id, label]))
  const again = [
    ['Two labels have the id', draft.labels.map(({ id }) => id)],
    ['Two labels are called', draft.labels.filter(({ deprecated }) => !deprecated).map(({ name }) => name)],
    ['Two attributes are called', draft.attributes.map(({ name }) => name)],
    ['Two relation types are called', draft.relationTypes.map(({ name }) => name)],
    ['Two fields are called', draft.fields.map(({ name }) => name)],
    ['Two causes have the id', draft.causes.map(({ id }) => id)],
  ] as const satisfies readonly (readonly [string, readonly string[]])[]
  return [
    ...again.flatMap(([what, values]) => {
      const value = twice(values)
      return value === undefined ? [] : [`${what} "${value}".`]
    }),
    ...namedLabels(draft).flatMap(([id, where]) =>
      byId.has(id) ? [] : [`There is no label with the id "${id}", which stands at ${where}.`],
    ),
    ...draft.labels
      .flatMap((label) => circleFrom(label, byId) ?? [])
      .slice(0, 1)
      .map(({ name }) => `Label "${name}" stands below itself.`),
    ...attributeProblems(draft),
    ...skeletonProblems(draft),
  ]
}
