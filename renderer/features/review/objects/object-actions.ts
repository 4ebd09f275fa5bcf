import type { TextSelection } from '../../../../shared/domain/tools/text-caret.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import { closeOverlay, useOverlay } from '../../../app/panels.ts'
import { commitShapes } from '../commands.ts'
import { labelUse, tellToSelect } from '../labels/labels.ts'
import { handInput, putDownTool, revealObject } from '../photo/hand.ts'
import { review, setReview, shown, tell } from '../review-state.ts'
import { type ObjectRow, objectRows } from './objects.ts'

/** The objects of the case on the desk, in the order of the list. Behind the veil only the reviewer's own. */
export const rowsNow = (): readonly ObjectRow[] => {
  const state = review()
  return objectRows(
    state.veiled ? null : (state.desk?.prediction ?? null),
    shown(state),
    state.desk?.worksheet.relations,
  )
}

/** The text selection that shows a span; null for what is not in a text. */
const caretOn = ({ shape }: Annotation): TextSelection | null => {
  const [range] = shape.kind === 'span' ? shape.ranges : []
  if (shape.kind !== 'span' || !range) return null
  const turn = shape.turn === undefined ? {} : { turn: shape.turn }
  return { anchor: range.startUtf16, focus: range.endUtf16, ...turn }
}

/** Selects an object of the list, wherever it is, and brings it into sight. */
export const selectRow = (row: ObjectRow) => {
  const annotation = row.now ?? row.predicted
  if (!annotation) return
  setReview({ selection: [row.id], caret: caretOn(annotation) })
  revealObject(annotation)
}

/** The next object, least confident first; round and round. */
export const selectNext = (by: 1 | -1) => {
  putDownTool()
  const rows = rowsNow()
  const [selected] = review().selection
  const at = rows.findIndex((row) => row.id === selected)
  const next = rows[at < 0 ? (by === 1 ? 0 : rows.length - 1) : (at + by + rows.length) % rows.length]
  if (next) selectRow(next)
  else
    tell(
      review().desk?.open.case.content.image
        ? 'Nothing is marked in this case. B draws a box.'
        : 'Nothing is marked in this case.',
    )
}

const selectedRows = (): readonly ObjectRow[] => {
  const { selection } = review()
  return rowsNow().filter((row) => selection.includes(row.id))
}

/** The prediction is right here: what was changed or taken away is put back as predicted; then the next object. */
export const confirmSelected = () => {
  putDownTool()
  const rows = selectedRows()
  if (rows.length === 0) return selectNext(1)
  const restored = rows.flatMap(({ state, predicted, now }): Annotation[] =>
    predicted && state !== 'confirmed'
      ? [{ ...predicted, id: now?.id ?? predicted.id, fromObjectId: predicted.id }]
      : [],
  )
  if (restored.length > 0) commitShapes({ label: 'put back as predicted', put: restored, remove: [] })
  const { confirmed } = review()
  setReview({ confirmed: new Set([...confirmed, ...rows.map((row) => row.id)]) })
  selectNext(1)
}

/** There is no such thing: the selected objects are taken out of the correction. */
export const rejectSelected = () => {
  putDownTool()
  const rows = selectedRows()
  const remove = rows.flatMap((row) => row.now?.id ?? [])
  if (rows.length === 0) return tell('Select an object first: T takes the least confident.')
  if (remove.length === 0) return
  const word = remove.length === 1 ? (rows[0]?.now?.label ?? 'object') : `${remove.length} objects`
  commitShapes({ label: `reject ${word}`, put: [], remove })
  setReview({ selection: rows.length === 1 ? rows.map((row) => row.predicted?.id ?? row.id) : [] })
}

/** Opens the list of labels to type into, for whatever a label would go on now. */
export const pickLabel = () => {
  putDownTool()
  if (labelUse(review()) === null) return tellToSelect()
  setReview({ picking: true })
}

/** Escape: closes what is open, else drops what is in the hand, else the selection. */
export const letGo = () => {
  const { strip, picking, hand, caret, selection } = review()
  if (useOverlay.getState().open === 'side') return closeOverlay()
  if (picking) return setReview({ picking: false })
  if (strip) return setReview({ strip: false })
  if (hand.state.name !== 'idle' || hand.tool !== 'select') return handInput({ type: 'cancel' })
  if (caret || selection.length > 0) return setReview({ caret: null, selection: [] })
}
