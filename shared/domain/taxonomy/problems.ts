import type { LabelId } from '../../model/ids.ts'
import type { Attribute, Label, TaxonomyDraft, TaxonomyProblem } from '../../model/taxonomy.ts'
import { wholePattern } from './attributes.ts'

type List = NonNullable<TaxonomyProblem['list']>

const problem = (list: List, id: string, message: string): TaxonomyProblem => ({ list, id, message })

/** Those that stand in a list for a second time, each once. */
const repeated = <T extends string>(values: readonly T[]): readonly T[] => {
  const [met, again] = [new Set<T>(), new Set<T>()]
  for (const value of values) (met.has(value) ? again : met).add(value)
  return [...again]
}

/** The first label met twice on the way that `next` leads; undefined where the way ends. */
const circleFrom = (label: Label, next: (label: Label) => readonly Label[]): boolean => {
  const met = new Set<LabelId>()
  const ahead = [...next(label)]
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    if (at.id === label.id) return true
    if (met.has(at.id)) continue
    met.add(at.id)
    ahead.push(...next(at))
  }
  return false
}

type NamedLabel = { readonly list: List; readonly id: string; readonly label: LabelId; readonly where: string }

/** Every label id the draft names, with the words for where it does. */
const namedLabels = (draft: TaxonomyDraft): readonly NamedLabel[] => [
  ...draft.labels.flatMap(({ id, name, parent, replacedBy, replaceRules }): NamedLabel[] => {
    const at = (label: LabelId, as: string): NamedLabel => ({
      list: 'labels',
      id,
      label,
      where: `label "${name}", as its ${as}`,
    })
    return [
      ...(parent === undefined ? [] : [at(parent, 'parent')]),
      ...replacedBy.map((other) => at(other, 'replacement')),
      ...replaceRules.filter(({ to }) => !replacedBy.includes(to)).map(({ to }) => at(to, "rule's label")),
    ]
  }),
  ...draft.attributes.flatMap(({ name, labels }) =>
    (labels ?? []).map((label): NamedLabel => ({ list: 'attributes', id: name, label, where: `attribute "${name}"` })),
  ),
  ...draft.relationTypes.flatMap(({ name, from, to }) =>
    [...(from ?? []), ...(to ?? [])].map(
      (label): NamedLabel => ({ list: 'relationTypes', id: name, label, where: `relation type "${name}"` }),
    ),
  ),
  ...draft.constraints.flatMap((one, place) =>
    (one.kind === 'exclusive' ? one.labels : one.kind === 'contains' ? [one.outer, one.inner] : [one.label]).map(
      (label): NamedLabel => ({
        list: 'constraints',
        id: String(place),
        label,
        where: `a constraint (${one.kind})`,
      }),
    ),
  ),
]

/** Why an attribute would never be asked: what its condition looks at is not there, elsewhere, or never so. */
const conditionProblems = (
  { name, on, when }: Pick<Attribute, 'name' | 'on'> & { readonly when: NonNullable<Attribute['when']> },
  attributes: readonly Attribute[],
): readonly string[] => {
  const other = attributes.find((each) => each.name === when.attribute && each.name !== name)
  if (other === undefined) return [`depends on "${when.attribute}", which is no other attribute`]
  if (other.on !== on) return [`depends on "${other.name}", which is not said in the same place`]
  const offers = other.values ?? []
  const isChoice = other.kind === 'choice' || other.kind === 'multi-choice'
  const never = isChoice ? when.is.filter((value) => typeof value !== 'string' || !offers.includes(value)) : []
  const byName = new Map(attributes.map((each) => [each.name, each]))
  const met = new Set([name])
  for (let at: Attribute | undefined = other; at !== undefined; at = byName.get(at.when?.attribute ?? '')) {
    if (at.name === name) return [`depends on itself in the end, by way of "${other.name}"`]
    if (met.has(at.name)) break
    met.add(at.name)
  }
  return never.map((value) => `depends on "${other.name}" being ${JSON.stringify(value)}, which that does not offer`)
}

const attributeProblems = (draft: TaxonomyDraft): readonly TaxonomyProblem[] =>
  draft.attributes.flatMap(({ name, kind, on, values, codes, pattern, number, when }) => {
    const problems: string[] = []
    if ((kind === 'choice' || kind === 'multi-choice') && !values?.length) problems.push('has nothing to choose from')
    for (const value of repeated(values ?? [])) problems.push(`has the value "${value}" twice`)
    if (kind === 'coded' && !codes) problems.push('names no code list')
    if (number?.min !== undefined && number.max !== undefined && number.min > number.max)
      problems.push('has a least value above its greatest')
    if (pattern !== undefined && wholePattern(pattern) === null) problems.push(`has a pattern that is none: ${pattern}`)
    if (when) problems.push(...conditionProblems({ name, on, when }, draft.attributes))
    return problems.map((words) => problem('attributes', name, `Attribute "${name}" ${words}.`))
  })

const skeletonProblems = ({ labels }: TaxonomyDraft): readonly TaxonomyProblem[] =>
  labels.flatMap(({ id, name, skeleton }) => {
    if (!skeleton) return []
    const joints = skeleton.joints.map((joint) => joint.name)
    const loose = skeleton.edges.flat().find((end) => !joints.includes(end))
    const at = (message: string): TaxonomyProblem => problem('labels', id, message)
    return [
      ...repeated(joints).map((joint) => at(`The skeleton of "${name}" has the joint "${joint}" twice.`)),
      ...(loose === undefined ? [] : [at(`The skeleton of "${name}" has a line to "${loose}", which is no joint.`)]),
    ]
  })

const circleProblems = ({ labels }: TaxonomyDraft): readonly TaxonomyProblem[] => {
  const byId = new Map(labels.map((label) => [label.id, label]))
  const known = (ids: readonly LabelId[]): readonly Label[] => ids.flatMap((id) => byId.get(id) ?? [])
  const below = labels.filter((label) => circleFrom(label, ({ parent }) => known(parent === undefined ? [] : [parent])))
  const replaced = labels.filter((label) =>
    circleFrom(label, ({ deprecated, replacedBy }) => (deprecated ? known(replacedBy) : [])),
  )
  return [
    ...below.map(({ id, name }) => problem('labels', id, `Label "${name}" stands below itself.`)),
    ...replaced.map(({ id, name }) => problem('labels', id, `Label "${name}" is replaced by itself in the end.`)),
  ]
}

const twiceProblems = (draft: TaxonomyDraft): readonly TaxonomyProblem[] => {
  const active = draft.labels.filter(({ deprecated }) => !deprecated)
  const names = (list: List, what: string, values: readonly string[]): readonly TaxonomyProblem[] =>
    repeated(values).map((value) => problem(list, value, `${what} "${value}".`))
  return [
    ...names(
      'labels',
      'Two labels have the id',
      draft.labels.map(({ id }) => id),
    ),
    ...repeated(active.map(({ name }) => name)).map((name) =>
      problem(
        'labels',
        active.findLast((label) => label.name === name)?.id ?? name,
        `Two labels are called "${name}".`,
      ),
    ),
    ...names(
      'attributes',
      'Two attributes are called',
      draft.attributes.map(({ name }) => name),
    ),
    ...names(
      'relationTypes',
      'Two relation types are called',
      draft.relationTypes.map(({ name }) => name),
    ),
    ...names(
      'fields',
      'Two fields are called',
      draft.fields.map(({ name }) => name),
    ),
    ...names(
      'causes',
      'Two causes have the id',
      draft.causes.map(({ id }) => id),
    ),
  ]
}

/** Names of white space only, which most files take for none. */
const namelessProblems = (draft: TaxonomyDraft): readonly TaxonomyProblem[] => {
  const nameless = (list: List, what: string, records: readonly { readonly name: string; readonly id?: string }[]) =>
    records
      .filter(({ name }) => name.trim() === '')
      .map(({ name, id }) => problem(list, id ?? name, `${what} is called nothing but white space.`))
  return [
    ...nameless(
      'labels',
      'A label',
      draft.labels.filter(({ deprecated }) => !deprecated),
    ),
    ...nameless('attributes', 'An attribute', draft.attributes),
    ...nameless('relationTypes', 'A relation type', draft.relationTypes),
    ...nameless('fields', 'A field', draft.fields),
    ...nameless('causes', 'A cause', draft.causes),
  ]
}

/** What is wrong with a draft, and where; nothing where it can be published. */
export const taxonomyProblems = (draft: TaxonomyDraft): readonly TaxonomyProblem[] => {
  const known = new Set(draft.labels.map(({ id }) => id))
  return [
    ...twiceProblems(draft),
    ...namelessProblems(draft),
    ...namedLabels(draft).flatMap(({ list, id, label, where }) =>
      known.has(label)
        ? []
        : [problem(list, id, `There is no label with the id "${label}", which stands at ${where}.`)],
    ),
    ...circleProblems(draft),
    ...attributeProblems(draft),
    ...skeletonProblems(draft),
  ]
}
