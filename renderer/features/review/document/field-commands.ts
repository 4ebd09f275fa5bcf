import { normaliseValue } from '../../../../shared/domain/fields/normalise.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import { t } from '../../../i18n/t.ts'
import { commitShapes } from '../commands.ts'
import { allRows } from '../objects/object-view.ts'
import { newAnnotationId, pickUp, zoomToObject } from '../photo/hand.ts'
import { isHeld } from '../photo/sitting.ts'
import { review, setReview, tell } from '../review-state.ts'
import { type DocumentField, documentFields, saidValue } from './document-fields.ts'

export const fieldsNow = (): readonly DocumentField[] => documentFields(allRows(review()), review().taxonomy)

/** The field that is selected; null where none is. */
export const selectedField = (): DocumentField | null => {
  const [selected] = review().selection
  return fieldsNow().find(({ row }) => row !== null && row.id === selected) ?? null
}

/** Selects a field and brings its place so near that it can be read. A missing field has nothing to select. */
export const selectField = ({ row }: DocumentField): void => {
  setReview({ selection: row ? [row.id] : [], caret: null })
  const shown = row?.now ?? row?.predicted
  if (shown) zoomToObject(shown)
}

/** What was typed, in the one spelling of its kind; as predicted where it reads the same. An empty text is no value. */
const spelled = ({ row, definition }: DocumentField, text: string): string | null => {
  const read = (given: string) => normaliseValue(definition?.kind ?? 'text', given, definition?.values)
  const typed = read(text)
  if (typed.state !== 'read') return null
  const predicted = saidValue(row?.predicted)
  const was = predicted === null ? null : read(predicted)
  return was?.state === 'read' && was.value === typed.value ? predicted : typed.value
}

/** Gives a field its value. */
export const setValue = (field: DocumentField, text: string): void => {
  const { row, name } = field
  if (isHeld(row?.now)) return
  const value = spelled(field, text)
  // A rejected field comes back as what it was predicted to be, with the value typed.
  const base = row?.now ?? restored(row?.predicted ?? null)
  const made: Annotation = base ?? {
    id: newAnnotationId(),
    label: name,
    shape: { kind: 'field', value: null },
    attributes: {},
  }
  if (made.shape.kind !== 'field' || (base === null && value === null)) return
  if (row?.now && saidValue(row.now) === value) return
  const put = { ...made, shape: { ...made.shape, value } }
  commitShapes({ label: `${name}: ${value ?? t('nothing')}`, put: [put], remove: [] })
  setReview({ selection: [made.id] })
}

const restored = (predicted: Annotation | null): Annotation | null =>
  predicted && { ...predicted, id: newAnnotationId(), fromObjectId: predicted.id }

/** Takes the box tool for a field's place; a field that nobody gave is made by drawing it. */
export const drawPlace = ({ row, name, title }: DocumentField): void => {
  if (isHeld(row?.now)) return
  pickUp('box')
  if (row?.now) setReview({ boxFor: row.now.id, selection: [] })
  else setReview({ drawLabel: name, selection: [] })
  tell(t('Draw the place of {field}.', { field: title }))
}

/** Begins another value of a field, or the first. */
export const addValue = (name: string): void => {
  const annotation: Annotation = {
    id: newAnnotationId(),
    label: name,
    shape: { kind: 'field', value: null },
    attributes: {},
  }
  commitShapes({ label: `add ${name}`, put: [annotation], remove: [] })
  setReview({ selection: [annotation.id], typing: annotation.id })
}
