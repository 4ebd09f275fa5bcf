import { normaliseValue } from '../../../../shared/domain/fields/normalise.ts'
import { fieldText, type RecordField } from '../../../../shared/domain/fields/record-fields.ts'
import { gradeItem, type Item, moveItem, RELEVANCES, ranked, resetOrder } from '../../../../shared/domain/ranking.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import { keyWord } from '../../../app/keys.ts'
import { t } from '../../../i18n/t.ts'
import { commitShapes } from '../commands.ts'
import { labelsFor } from '../labels/labels.ts'
import { newAnnotationId } from '../photo/hand.ts'
import { isHeld } from '../photo/sitting.ts'
import { review, setReview, shown, tell } from '../review-state.ts'

const predicted = (): readonly Annotation[] => {
  const { desk, veiled } = review()
  return veiled ? [] : (desk?.prediction?.annotations ?? [])
}

/** What a person typed, in the one spelling of its kind; null says that the field holds nothing. */
const spelled = (text: string, { definition }: RecordField): string | null => {
  const read = definition ? normaliseValue(definition.kind, text, definition.values) : normaliseValue('text', text)
  return read.state === 'read' ? read.value : null
}

/** Corrects a field's value. The value that was given says nothing new: a correction of one's own goes away again. */
export const correctField = (field: RecordField, text: string) => {
  const { name, given, said } = field
  if (isHeld(said)) return
  const value = spelled(text, field)
  const asGiven = value === (given === undefined ? null : spelled(fieldText(given), field))
  if (said && asGiven && said.fromObjectId === undefined && given !== undefined)
    return commitShapes({ label: t('{field} as given', { field: name }), put: [], remove: [said.id] })
  const held = said?.shape.kind === 'field' ? said.shape : null
  if ((said === null && asGiven) || (held !== null && held.value === value)) return
  const made: Annotation = said ?? {
    id: newAnnotationId(),
    label: name,
    shape: { kind: 'field', value },
    attributes: {},
  }
  const put: Annotation = { ...made, shape: { ...(held ?? { kind: 'field' }), value } }
  commitShapes({ label: t('{field}: {value}', { field: name, value: value ?? t('nothing') }), put: [put], remove: [] })
}

/** The field as given, or as the model said. */
export const restoreField = ({ name, said }: RecordField): void => {
  if (!said || isHeld(said)) return
  const origin = predicted().find(({ id }) => id === said.fromObjectId)
  const label = t('{field} as given', { field: name })
  if (origin) commitShapes({ label, put: [{ ...origin, id: said.id, fromObjectId: origin.id }], remove: [] })
  else commitShapes({ label, put: [], remove: [said.id] })
}

const itemsNow = (): readonly Item[] => review().desk?.open.case.content.items ?? []
const titleOf = (itemId: string): string => itemsNow().find(({ id }) => id === itemId)?.title ?? itemId

const onList = (itemId: string): Annotation | undefined =>
  ranked(shown(review())).find(({ shape }) => shape.kind === 'item' && shape.itemId === itemId)

/** The annotation of an item: the one there is, the predicted one put back, or a new one at the end of the list. */
const rankedAs = (itemId: string): Annotation => {
  const state = review()
  const list = ranked(shown(state))
  const own = onList(itemId)
  if (own) return own
  const last = list.at(-1)?.shape
  const rank = last?.kind === 'item' ? last.rank + 1 : 0
  const origin = predicted().find(({ shape }) => shape.kind === 'item' && shape.itemId === itemId)
  if (origin) return { ...origin, shape: { kind: 'item', itemId, rank }, fromObjectId: origin.id }
  const label = list[0]?.label ?? labelsFor(state.taxonomy, 'item')[0]?.name ?? 'item'
  return { id: newAnnotationId(), label, shape: { kind: 'item', itemId, rank }, attributes: {} }
}

/** Puts an item at a place of the list (from 0). One that is not on it joins it there. */
export const placeItem = (itemId: string, to: number): void => {
  const list = shown(review())
  const annotation = rankedAs(itemId)
  if (isHeld(annotation)) return
  const isNew = !list.some(({ id }) => id === annotation.id)
  const all = isNew ? [...list, annotation] : list
  const moved = moveItem(all, itemId, to)
  const put = isNew && !moved.some(({ id }) => id === annotation.id) ? [...moved, annotation] : moved
  if (put.length === 0) return
  const place = Math.min(Math.max(to, 0), ranked(all).length - 1) + 1
  commitShapes({ label: t('{item} to place {place}', { item: titleOf(itemId), place }), put: [...put], remove: [] })
  setReview({
    selection: [annotation.id],
    said: t('{item}: place {place} of {count}', { item: titleOf(itemId), place, count: ranked(all).length }),
  })
}

/** One place up or down; an item that is not on the list joins it at its end. */
export const stepItem = (itemId: string, by: 1 | -1): void => {
  const list = ranked(shown(review()))
  const at = list.findIndex(({ shape }) => shape.kind === 'item' && shape.itemId === itemId)
  placeItem(itemId, at < 0 ? list.length : at + by)
}

/** Grades an item of the list; the grade it has already is taken back. */
export const setRelevance = (itemId: string, relevance: number) => {
  const annotation = onList(itemId)
  if (!annotation) return tellOffList()
  if (isHeld(annotation)) return
  const now = annotation.shape.kind === 'item' ? annotation.shape.relevance : undefined
  const next = now === relevance ? undefined : relevance
  const words = next === undefined ? t('no relevance') : t('relevance {relevance}', { relevance: next })
  commitShapes({ label: `${titleOf(itemId)}: ${words}`, put: [gradeItem(annotation, next)], remove: [] })
  setReview({ selection: [annotation.id], said: `${titleOf(itemId)}: ${words}` })
}

const tellOffList = () =>
  tell(t('This item is not on the list. {key} moves it there.', { key: keyWord('record.item.up') }), 'refused')

/** The grade above or below; from none, the best or the worst. */
export const stepRelevance = (itemId: string, by: 1 | -1) => {
  const shape = onList(itemId)?.shape
  if (!shape) return tellOffList()
  const now = shape.kind === 'item' ? shape.relevance : undefined
  const grades: readonly number[] = RELEVANCES
  const next =
    now === undefined
      ? grades.at(by === 1 ? -1 : 0)
      : by === 1
        ? grades.find((grade) => grade > now)
        : grades.findLast((grade) => grade < now)
  if (next !== undefined) setRelevance(itemId, next)
}

/** The list in the predicted order. */
export const resetList = () => {
  const put = resetOrder(shown(review()), predicted())
  if (put.length === 0) return tell(t('The list stands in the predicted order.'))
  commitShapes({ label: t('the predicted order'), put: [...put], remove: [] })
}
