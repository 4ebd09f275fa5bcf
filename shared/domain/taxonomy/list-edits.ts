import type { Attribute, TaxonomyCause, TaxonomyDraft } from '../../model/taxonomy.ts'
import { freeName } from './label-edits.ts'

/** The lists of a draft beside its labels. Their records are known by place while they are edited: any name may change. */
export type DraftList = 'attributes' | 'relationTypes' | 'fields' | 'causes' | 'constraints'
type ItemOf<L extends DraftList> = TaxonomyDraft[L][number]

/** Puts a record in the place of the one there. */
export const putItem = <L extends DraftList>(
  draft: TaxonomyDraft,
  list: L,
  index: number,
  item: ItemOf<L>,
): TaxonomyDraft => {
  const items: readonly ItemOf<L>[] = draft[list]
  return { ...draft, [list]: items.map((one, at) => (at === index ? item : one)) }
}

export const addItem = <L extends DraftList>(draft: TaxonomyDraft, list: L, item: ItemOf<L>): TaxonomyDraft => ({
  ...draft,
  [list]: [...draft[list], item],
})

export const removeItem = (draft: TaxonomyDraft, list: DraftList, index: number): TaxonomyDraft => ({
  ...draft,
  [list]: draft[list].filter((_, at) => at !== index),
})

/** Exchanges a record with its neighbour; the draft itself at either end. */
export const stepItem = (draft: TaxonomyDraft, list: DraftList, index: number, by: -1 | 1): TaxonomyDraft => {
  const items: readonly unknown[] = draft[list]
  const to = index + by
  if (index < 0 || index >= items.length || to < 0 || to >= items.length) return draft
  const others = items.filter((_, at) => at !== index)
  return { ...draft, [list]: [...others.slice(0, to), items[index], ...others.slice(to)] }
}

/** Another name for an attribute: what depends on it, and the rules of split labels that ask for it, follow. */
export const renameAttribute = (draft: TaxonomyDraft, index: number, name: string): TaxonomyDraft => {
  const before = draft.attributes[index]
  if (!before || before.name === name) return draft
  const isOnly = draft.attributes.every((one, at) => at === index || one.name !== before.name)
  const attributes = draft.attributes.map((one, at): Attribute => {
    if (at === index) return { ...one, name }
    return isOnly && one.when?.attribute === before.name ? { ...one, when: { ...one.when, attribute: name } } : one
  })
  const labels = draft.labels.map((label) => ({
    ...label,
    replaceRules: label.replaceRules.map((rule) =>
      isOnly && rule.when.of === 'attribute' && rule.when.name === before.name
        ? { ...rule, when: { ...rule.when, name } }
        : rule,
    ),
  }))
  return { ...draft, attributes, labels }
}

/** A cause's id from its first name, in the manner of the built-in ones; numbered where it is taken. */
const causeId = (causes: readonly TaxonomyCause[], name: string): string => {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60)
  const ids = causes.map(({ id }) => id)
  return freeName(ids, plain === '' ? 'cause' : plain).replaceAll(' ', '-')
}

export const addCause = (draft: TaxonomyDraft, name: string): TaxonomyDraft => {
  const free = freeName(
    draft.causes.map((cause) => cause.name),
    name,
  )
  return addItem(draft, 'causes', { id: causeId(draft.causes, free), name: free, culprit: 'data', definition: '' })
}
