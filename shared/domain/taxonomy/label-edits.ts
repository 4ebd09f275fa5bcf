import type { LabelId } from '../../model/ids.ts'
import type { Constraint, Label, TaxonomyDraft } from '../../model/taxonomy.ts'

/** What may be set of a label directly; where it stands and what became of it have functions of their own. */
export type LabelPart = Partial<
  Pick<Label, 'name' | 'hue' | 'tone' | 'dash' | 'shapes' | 'risk' | 'definition' | 'examples'>
> & { readonly key?: Label['key']; readonly skeleton?: Label['skeleton'] }

export const labelOf = (draft: Pick<TaxonomyDraft, 'labels'>, id: LabelId | null): Label | null =>
  draft.labels.find((label) => label.id === id) ?? null

/** The draft with one label changed; the draft itself where there is no such label. */
const withLabel = (draft: TaxonomyDraft, id: LabelId, change: (label: Label) => Label): TaxonomyDraft =>
  draft.labels.some((label) => label.id === id)
    ? { ...draft, labels: draft.labels.map((label) => (label.id === id ? change(label) : label)) }
    : draft

/** A label of no kind of shape goes with every kind. */
const shareShapes = (a: Label, b: Label): boolean =>
  a.shapes.length === 0 || b.shapes.length === 0 || a.shapes.some((shape) => b.shapes.includes(shape))

const withoutKey = (label: Label): Label => {
  const { key: _, ...rest } = label
  return rest
}

/** Sets members of a label; one given as undefined is taken away. A digit is taken from the label that it named so far. */
export const setLabel = (draft: TaxonomyDraft, id: LabelId, part: LabelPart): TaxonomyDraft => {
  const now = labelOf(draft, id)
  if (!now) return draft
  const { key, skeleton, ...rest } = { ...now, ...part }
  const next: Label = {
    ...rest,
    ...(key === undefined ? {} : { key }),
    ...(skeleton === undefined ? {} : { skeleton }),
  }
  const labels = draft.labels.map((label) => {
    if (label.id === id) return next
    return part.key !== undefined && label.key === part.key && shareShapes(label, next) ? withoutKey(label) : label
  })
  return { ...draft, labels }
}

/** The look that no label has yet: hues first, then tones, then dashes. */
const freeLook = (labels: readonly Label[]): Pick<Label, 'hue' | 'tone' | 'dash'> => {
  const taken = new Set(labels.map(({ hue, tone, dash }) => `${hue} ${tone} ${dash}`))
  for (let index = 0; index < 144; index++) {
    const look = { hue: index % 12, tone: Math.floor(index / 12) % 3, dash: Math.floor(index / 36) % 4 }
    if (!taken.has(`${look.hue} ${look.tone} ${look.dash}`)) return look
  }
  return { hue: labels.length % 12, tone: 0, dash: 0 }
}

/** A name that no label in use has: the wanted one, or with the first number that makes it free. */
export const freeName = (taken: readonly string[], wanted: string): string => {
  const names = new Set(taken)
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted} ${number}`
    if (!names.has(name)) return name
  }
}

/** A new label with an id of its own, behind its last sibling, for the same kinds of shape as `like`. */
export const addLabel = (
  draft: TaxonomyDraft,
  { id, name, parent, like }: { id: LabelId; name: string; parent: LabelId | null; like?: Label | null },
): TaxonomyDraft => {
  const label: Label = {
    id,
    name: freeName(
      draft.labels.map((one) => one.name),
      name,
    ),
    ...freeLook(draft.labels),
    shapes: [...(like?.shapes ?? [])],
    risk: 'normal',
    definition: '',
    examples: [],
    ...(parent === null ? {} : { parent }),
    deprecated: false,
    replacedBy: [],
    replaceRules: [],
  }
  return { ...draft, labels: [...draft.labels, label] }
}

/** A label is out of use: merged into its one replacement, split into several, or (none) a person says each time. */
export const deprecateLabel = (draft: TaxonomyDraft, id: LabelId, replacedBy: readonly LabelId[]): TaxonomyDraft => {
  const label = labelOf(draft, id)
  if (!label) return draft
  const by = [...new Set(replacedBy)].filter((one) => one !== id)
  const replaced = withLabel(draft, id, (now) => ({
    ...withoutKey(now),
    deprecated: true,
    replacedBy: by,
    replaceRules: now.replaceRules.filter(({ to }) => by.includes(to)),
  }))
  return by.length === 1 && by[0] ? adopt(replaced, label, by[0]) : replaced
}

/** The children of a merged label stand under the one it went into; or under its parent, where that is below it itself. */
const adopt = (draft: TaxonomyDraft, label: Label, into: LabelId): TaxonomyDraft => {
  const parent = isBelow(draft, into, label.id) ? label.parent : into
  return { ...draft, labels: draft.labels.map((one) => (one.parent === label.id ? withParent(one, parent) : one)) }
}

const withParent = (label: Label, parent: LabelId | undefined): Label => {
  const { parent: _, ...rest } = label
  return parent === undefined ? rest : { ...rest, parent }
}

/** A label back in use; what replaced it stays as it is. */
export const restoreLabel = (draft: TaxonomyDraft, id: LabelId): TaxonomyDraft =>
  withLabel(draft, id, (label) => ({ ...label, deprecated: false, replacedBy: [], replaceRules: [] }))

/** What decides between the replacements of a split label, in order; a rule to a label that is none of them is dropped. */
export const setRules = (draft: TaxonomyDraft, id: LabelId, rules: Label['replaceRules']): TaxonomyDraft =>
  withLabel(draft, id, (label) => ({
    ...label,
    replaceRules: rules.filter(({ to }) => label.replacedBy.includes(to)),
  }))

const without = (ids: readonly LabelId[], gone: LabelId): LabelId[] => ids.filter((id) => id !== gone)

const constraintWithout = (constraint: Constraint, gone: LabelId): readonly Constraint[] => {
  switch (constraint.kind) {
    case 'exclusive': {
      const labels = without(constraint.labels, gone)
      return labels.length < 2 ? [] : [{ ...constraint, labels }]
    }
    case 'at-most-one':
      return constraint.label === gone ? [] : [constraint]
    case 'contains':
      return constraint.outer === gone || constraint.inner === gone ? [] : [constraint]
  }
}

/** The record with its list of labels without the one; a list that would then be empty, which means none, stays a list. */
const listWithout = <M extends string>(
  record: { readonly [K in M]?: LabelId[] | undefined },
  member: M,
  gone: LabelId,
) => {
  const list = record[member]
  return list === undefined ? {} : { [member]: without(list, gone) }
}

/** The draft without a label and whatever named it; its children stand under its parent. */
export const deleteLabel = (draft: TaxonomyDraft, id: LabelId): TaxonomyDraft => {
  const gone = labelOf(draft, id)
  if (!gone) return draft
  const labels = draft.labels
    .filter((label) => label.id !== id)
    .map((label) => ({
      ...(label.parent === id ? withParent(label, gone.parent) : label),
      replacedBy: without(label.replacedBy, id),
      replaceRules: label.replaceRules.filter(({ to }) => to !== id),
    }))
  return {
    ...draft,
    labels,
    attributes: draft.attributes.map((one) => ({ ...one, ...listWithout(one, 'labels', id) })),
    relationTypes: draft.relationTypes.map((one) => ({
      ...one,
      ...listWithout(one, 'from', id),
      ...listWithout(one, 'to', id),
    })),
    constraints: draft.constraints.flatMap((one) => constraintWithout(one, id)),
  }
}

/** Whether a label stands somewhere below another. */
export const isBelow = (draft: Pick<TaxonomyDraft, 'labels'>, id: LabelId, above: LabelId): boolean => {
  const byId = new Map(draft.labels.map((label) => [label.id, label]))
  const met = new Set<LabelId>()
  for (let at = byId.get(id)?.parent; at !== undefined && !met.has(at); at = byId.get(at)?.parent) {
    if (at === above) return true
    met.add(at)
  }
  return false
}

/** Where a label goes: under which parent (null: at the top), before which sibling (null: behind the last). */
export type LabelPlace = { readonly parent: LabelId | null; readonly before: LabelId | null }

/** Moves a label with everything below it. Below itself it cannot go: then, and where nothing changes, the draft itself. */
export const moveLabel = (draft: TaxonomyDraft, id: LabelId, { parent, before }: LabelPlace): TaxonomyDraft => {
  const label = labelOf(draft, id)
  if (!label || before === id || parent === id || (parent !== null && isBelow(draft, parent, id))) return draft
  if (parent !== null && !labelOf(draft, parent)) return draft
  const others = draft.labels.filter((one) => one.id !== id)
  const at = before === null ? -1 : others.findIndex((one) => one.id === before)
  const moved = withParent(label, parent ?? undefined)
  const labels = at < 0 ? [...others, moved] : [...others.slice(0, at), moved, ...others.slice(at)]
  const same = (label.parent ?? null) === parent && sameOrder(siblings(draft.labels, parent), siblings(labels, parent))
  return same ? draft : { ...draft, labels }
}

const sameOrder = (a: readonly Label[], b: readonly Label[]): boolean =>
  a.length === b.length && a.every(({ id }, index) => id === b[index]?.id)

/** The labels under a parent as the tree shows them: one whose parent is not there stands at the top. */
const siblings = (labels: readonly Label[], parent: LabelId | null): readonly Label[] => {
  const ids = new Set(labels.map(({ id }) => id))
  return labels.filter((one) => (one.parent !== undefined && ids.has(one.parent) ? one.parent : null) === parent)
}

export type LabelStep = 'up' | 'down' | 'in' | 'out'

/** One step with the keys: among its siblings, under the one above it, or out behind its parent. */
export const stepLabel = (draft: TaxonomyDraft, id: LabelId, step: LabelStep): TaxonomyDraft => {
  const label = labelOf(draft, id)
  if (!label) return draft
  const above = labelOf(draft, label.parent ?? null)
  const parent = above?.id ?? null
  const beside = siblings(draft.labels, parent)
  const at = beside.findIndex((one) => one.id === id)
  const next = (index: number): LabelId | null => beside[index]?.id ?? null
  switch (step) {
    case 'up':
      return at <= 0 ? draft : moveLabel(draft, id, { parent, before: next(at - 1) })
    case 'down':
      return at < 0 || at === beside.length - 1 ? draft : moveLabel(draft, id, { parent, before: next(at + 2) })
    case 'in':
      return at <= 0 ? draft : moveLabel(draft, id, { parent: next(at - 1), before: null })
    case 'out': {
      if (!above) return draft
      const outer = labelOf(draft, above.parent ?? null)?.id ?? null
      const around = siblings(draft.labels, outer)
      const behind = around[around.findIndex((one) => one.id === above.id) + 1]
      return moveLabel(draft, id, { parent: outer, before: behind?.id ?? null })
    }
  }
}
