import {
  addLabel,
  deleteLabel,
  deprecateLabel,
  type LabelStep,
  labelOf,
  restoreLabel,
  stepLabel,
} from '../../../shared/domain/taxonomy/label-edits.ts'
import { labelTree } from '../../../shared/domain/taxonomy/label-tree.ts'
import { LabelId } from '../../../shared/model/ids.ts'
import type { Label } from '../../../shared/model/taxonomy.ts'
import { t } from '../../i18n/t.ts'
import { edit, showLabel, showSection, taxonomy, tell } from './taxonomy-state.ts'

/** Places that keys go to. */
export const TREE_ID = 'taxonomy-tree'
export const FIND_ID = 'taxonomy-find'
export const NAME_ID = 'taxonomy-name'
export const REPLACED_ID = 'taxonomy-replaced'
export const SUMMARY_ID = 'taxonomy-summary'

const focusNow = (id: string): boolean => {
  const found = document.getElementById(id)
  found?.focus()
  if (found instanceof HTMLInputElement) found.select()
  return found !== null
}

/**
 * Focuses what an edit has just brought; a text is chosen whole. In this very task where it stands there by then, so that
 * the next key is already its own.
 */
export const focusSoon = (id: string): void =>
  queueMicrotask(() => {
    if (!focusNow(id)) requestAnimationFrame(() => focusNow(id))
  })
export const focusName = (): void => focusSoon(NAME_ID)
export const focusTree = (): void => focusSoon(TREE_ID)

/** The label that is edited; null where none is, or it is gone. */
export const chosenLabel = (): Label | null => labelOf(taxonomy().history.now, taxonomy().labelId)

/** Ids of labels made here are drawn, not derived from the name: that may have been another label's before. */
export const newLabelId = (): LabelId =>
  LabelId.parse(
    `l_${Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`,
  )

/** Adds a label beside the chosen one, or under it, and goes to its name. */
export const addHere = (below: boolean): void => {
  const beside = chosenLabel()
  const id = newLabelId()
  const parent = below ? beside?.id : beside?.parent
  edit((draft) =>
    addLabel(draft, { id, name: t('New label'), parent: parent ?? null, like: beside ?? draft.labels[0] ?? null }),
  )
  showLabel(id)
  focusName()
}

/** Adds a label of that name beside one that is being split. Answers its id. */
export const addBeside = (label: Label, name: string): LabelId => {
  const id = newLabelId()
  edit((draft) => {
    const added = addLabel(draft, { id, name, parent: label.parent ?? null, like: label })
    return deprecateLabel(added, label.id, [...(labelOf(added, label.id)?.replacedBy ?? []), id])
  })
  return id
}

export const stepChosen = (step: LabelStep) => {
  const label = chosenLabel()
  if (!label) return
  const before = taxonomy().history.now
  edit((draft) => stepLabel(draft, label.id, step))
  if (taxonomy().history.now === before) return tell(t('“{name}” cannot go further that way.', { name: label.name }))
  const above = labelTree(taxonomy().history.now.labels)
    .find((node) => node.label.id === label.id)
    ?.above.at(-1)
  tell(
    above
      ? t('“{name}” stands under “{parent}”.', { name: label.name, parent: above.name })
      : t('“{name}” stands at the top.', { name: label.name }),
  )
}

/** Out of use, or back in use. What replaces it is chosen then; until it is, a person says each time. */
export const toggleDeprecated = () => {
  const label = chosenLabel()
  if (!label) return
  if (label.deprecated) return edit((draft) => restoreLabel(draft, label.id))
  edit((draft) => deprecateLabel(draft, label.id, []))
  focusSoon(REPLACED_ID)
}

/** Deletes the chosen label from the draft; the next one is chosen. */
export const deleteChosen = (): void => {
  const label = chosenLabel()
  if (!label) return
  const nodes = labelTree(taxonomy().history.now.labels)
  const at = nodes.findIndex((node) => node.label.id === label.id)
  const next = nodes[at + 1] ?? nodes[at - 1]
  edit((draft) => deleteLabel(draft, label.id))
  showLabel(next?.label.id ?? null)
  tell(t('“{name}” is deleted.', { name: label.name }))
  focusTree()
}

/** A label that no version has: nothing can have been said with it. */
export const isNew = (label: Label): boolean => (taxonomy().base?.labels ?? []).every(({ id }) => id !== label.id)

export const findLabel = (): void => {
  showSection('labels')
  focusSoon(FIND_ID)
}
