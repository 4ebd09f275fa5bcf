import type { LabelId } from '../../model/ids.ts'
import type { Json } from '../../model/json.ts'
import type { MigrationStep } from '../../model/migration.ts'
import type { Attribute, FieldDefinition, Label, RelationType, TaxonomyDraft } from '../../model/taxonomy.ts'
import { sameJson } from '../same-json.ts'
import { changeWords } from './change-words.ts'
import { type TaxonomyChange, taxonomyDiff } from './diff.ts'
import { sameReplacement } from './replacing.ts'

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null))

const nameOf = (draft: TaxonomyDraft, id: LabelId | undefined): string | null =>
  draft.labels.find((label) => label.id === id)?.name ?? null

/** True where some member of the first list is not in the second; a list that is not there allows everything. */
const narrows = (before: readonly unknown[] | undefined, after: readonly unknown[] | undefined): boolean =>
  after !== undefined && (before === undefined || before.some((one) => !after.includes(one)))

/** Whether a value that was right, or left out, may be wrong from now on. */
const tightensAttribute = (before: Attribute, after: Attribute): boolean => {
  const [was, is] = [before.number ?? {}, after.number ?? {}]
  return (
    before.kind !== after.kind ||
    before.on !== after.on ||
    (after.required && !before.required) ||
    (after.required && narrows(after.labels, before.labels)) ||
    (after.required && !sameJson(before.when, after.when)) ||
    narrows(before.values, after.values) ||
    (is.min !== undefined && (was.min === undefined || is.min > was.min)) ||
    (is.max !== undefined && (was.max === undefined || is.max < was.max)) ||
    (is.step !== undefined && is.step !== was.step) ||
    (after.pattern !== undefined && after.pattern !== before.pattern) ||
    (after.codes !== undefined && !sameJson(before.codes, after.codes))
  )
}

const tightensRelation = (before: RelationType, after: RelationType): boolean =>
  narrows(before.from, after.from) || narrows(before.to, after.to) || (before.symmetric && !after.symmetric)

const tightensField = (before: FieldDefinition, after: FieldDefinition): boolean =>
  (after.required && !before.required) || (after.values?.length ? narrows(before.values, after.values) : false)

const jointsOf = ({ skeleton }: Label): readonly string[] => skeleton?.joints.map(({ name }) => name).sort() ?? []

const tightensShape = (before: Label, after: Label): boolean =>
  (after.shapes.length > 0 && narrows(before.shapes.length > 0 ? before.shapes : undefined, after.shapes)) ||
  (after.skeleton !== undefined && !sameJson(jointsOf(before), jointsOf(after)))

type Tightened = Extract<MigrationStep, { kind: 'tighten' }>
const tighten = (of: Tightened['of'], name: string, before: unknown, after: unknown): Tightened => ({
  kind: 'tighten',
  of,
  name,
  before: plain(before),
  after: plain(after),
})

/** What happens to one label that both know; what remains of its changes is told in words. */
const labelSteps = (was: Label, is: Label, before: TaxonomyDraft, after: TaxonomyDraft): readonly MigrationStep[] => {
  const { id, name } = is
  const steps: MigrationStep[] = []
  if (was.name !== name) steps.push({ kind: 'rename', label: id, from: was.name, to: name })
  if (is.deprecated && !(was.deprecated && sameReplacement(was, is))) {
    const by = is.replacedBy.map((other) => nameOf(after, other) ?? other)
    steps.push({ kind: 'replace', label: id, name, by, rules: is.replaceRules.length })
  }
  if (was.deprecated && !is.deprecated) steps.push({ kind: 'restore', label: id, name })
  if (was.parent !== is.parent)
    steps.push({ kind: 'move', label: id, name, from: nameOf(before, was.parent), to: nameOf(after, is.parent) })
  if (!is.deprecated && tightensShape(was, is))
    steps.push(tighten('shape', name, [was.shapes, jointsOf(was)], [is.shapes, jointsOf(is)]))
  return steps
}

/** Members whose changes the steps tell already. */
const TOLD = ['name', 'parent', 'deprecated', 'replacedBy', 'replaceRules']

const byName = <T extends { readonly name: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((one) => [one.name, one]))

const listSteps = <T extends { readonly name: string }>(
  of: Tightened['of'],
  before: readonly T[],
  after: readonly T[],
  tightens: (was: T, is: T) => boolean,
  /** What one that is new, or one that is gone, may ask about. */
  edges: { readonly added: (is: T) => boolean; readonly removed: boolean },
): readonly Tightened[] => {
  const [then, now] = [byName(before), byName(after)]
  const gone = edges.removed ? before.filter(({ name }) => !now.has(name)) : []
  return [
    ...gone.map((was) => tighten(of, was.name, was, null)),
    ...after.flatMap((is) => {
      const was = then.get(is.name)
      if (was === undefined) return edges.added(is) ? [tighten(of, is.name, null, is)] : []
      return tightens(was, is) ? [tighten(of, is.name, was, is)] : []
    }),
  ]
}

/**
 * The steps from one taxonomy to the next, computed from the two by the labels' lasting ids: labels first, in the order of
 * the newer one, then what is asked of attributes, relations and fields, then, in words, what touches no review.
 */
export const migrationSteps = (before: TaxonomyDraft, after: TaxonomyDraft): readonly MigrationStep[] => {
  const then = new Map(before.labels.map((label) => [label.id, label]))
  const now = new Set(after.labels.map(({ id }) => id))
  const steps: MigrationStep[] = [
    ...after.labels.flatMap((is): readonly MigrationStep[] => {
      const was = then.get(is.id)
      return was ? labelSteps(was, is, before, after) : [{ kind: 'add', label: is.id, name: is.name }]
    }),
    ...before.labels.flatMap(({ id, name }): readonly MigrationStep[] =>
      now.has(id) ? [] : [{ kind: 'remove', label: id, name }],
    ),
    ...listSteps('attribute', before.attributes, after.attributes, tightensAttribute, {
      added: ({ required }) => required,
      removed: false,
    }),
    ...listSteps('relation', before.relationTypes, after.relationTypes, tightensRelation, {
      added: () => false,
      removed: true,
    }),
    ...listSteps('field', before.fields, after.fields, tightensField, {
      added: ({ required, values }) => required || (values?.length ?? 0) > 0,
      removed: false,
    }),
  ]
  const tightened = new Set(steps.flatMap((step) => (step.kind === 'tighten' ? [`${step.of} ${step.name}`] : [])))
  return [
    ...steps,
    ...taxonomyDiff(before, after)
      .filter((change) => !isTold(change, tightened))
      .map((change): MigrationStep => ({ kind: 'describe', words: changeWords(change, before, after) })),
  ]
}

const ONE_OF = { labels: 'shape', attributes: 'attribute', relationTypes: 'relation', fields: 'field' } as const

const isTold = (change: TaxonomyChange, tightened: ReadonlySet<string>): boolean => {
  if (change.list === null || change.list === 'causes') return false
  const isTightened = tightened.has(`${ONE_OF[change.list]} ${change.name}`)
  if (change.list !== 'labels') return isTightened
  if (change.what !== 'changed' || TOLD.includes(change.member)) return true
  return isTightened && (change.member === 'shapes' || change.member === 'skeleton')
}

/** What names a step among those that touch reviews; null for one that touches none. */
export const stepKey = (step: MigrationStep): string | null => {
  switch (step.kind) {
    case 'rename':
    case 'replace':
    case 'remove':
    case 'restore':
      return `label ${step.label}`
    case 'tighten':
      return `${step.of} ${step.name}`
    case 'add':
    case 'move':
    case 'describe':
      return null
  }
}
