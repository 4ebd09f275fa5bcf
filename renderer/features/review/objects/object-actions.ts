import type { TextSelection } from '../../../../shared/domain/tools/text-caret.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import { keyWord } from '../../../app/keys.ts'
import { takePane } from '../../../app/pane.ts'
import { closeOverlay, useOverlay } from '../../../app/panels.ts'
import { t } from '../../../i18n/t.ts'
import { change, changesIn, relationsOfGone } from '../commands.ts'
import { stepAnswer, turnsNow } from '../conversation/turn-focus.ts'
import { labelUse, tellToSelect } from '../labels/labels.ts'
import { partOf } from '../part-in-hand.ts'
import { handInput, putDownTool, revealObject } from '../photo/hand.ts'
import { unlocked } from '../photo/sitting.ts'
import { confirmedIds, review, setReview, tell } from '../review-state.ts'
import { sampleIsRight, sampleIsWrong, stopAcceptAbove } from './accept-above.ts'
import { confirmChanges, unconfirmed } from './confirm-changes.ts'
import { lookedAt } from './looked-at.ts'
import { allRows, rowById, rowsNow } from './object-view.ts'
import { isLookedAt, type ObjectRow } from './objects.ts'

/** The text selection that shows a span; null for what is not in a text. */
const caretOn = ({ shape }: Annotation): TextSelection | null => {
  const [range] = shape.kind === 'span' ? shape.ranges : []
  if (shape.kind !== 'span' || !range) return null
  const turn = shape.turn === undefined ? {} : { turn: shape.turn }
  return { anchor: range.startUtf16, focus: range.endUtf16, ...turn }
}

/** Selects objects of the list, the first of them brought into sight; the others stay selected with it. */
export const selectRow = (row: ObjectRow, others: readonly AnnotationId[] = []) => {
  const annotation = row.now ?? row.predicted
  if (!annotation) return
  setReview({
    selection: [row.id, ...others.filter((id) => id !== row.id)],
    caret: others.length === 0 ? caretOn(annotation) : null,
  })
  const item = review().desk?.open.case
  const part = item ? partOf(annotation, item) : null
  if (part !== null) takePane(part)
  revealObject(annotation)
}

/** The object taken up by walking the list, not by pointing at it: an answer on it leads on to the next. */
let walkedTo: AnnotationId | null = null
const walkTo = (row: ObjectRow): void => {
  walkedTo = row.id
  selectRow(row)
}

/** The next object in the list's order, least confident first unless it was sorted; round and round. */
export const selectNext = (by: 1 | -1) => {
  putDownTool()
  const rows = rowsNow()
  const [selected] = review().selection
  const at = rows.findIndex((row) => row.id === selected)
  const next = rows[at < 0 ? (by === 1 ? 0 : rows.length - 1) : (at + by + rows.length) % rows.length]
  if (next) return walkTo(next)
  if (turnsNow().length > 0) return stepAnswer(by)
  if (allRows(review()).length > 0) return tell(t('The list shows no object: its filter hides them all.'))
  tell(
    review().picture
      ? t('Nothing is marked in this case. {key} draws.', { key: keyWord('review.draw') })
      : t('Nothing is marked in this case.'),
  )
}

/**
 * After an answer on one object: the next one that waits for an answer, from `before` (the list as it was) on; round
 * once. When none waits, says what the desk proposes for the whole.
 */
const goOn = (before: readonly ObjectRow[]) => {
  const state = review()
  const waiting = new Set(
    allRows(state)
      .filter((row) => !isLookedAt(row, confirmedIds(state)))
      .map((row) => row.id),
  )
  const at = before.findIndex((row) => state.selection.includes(row.id))
  const next = [...before.slice(at + 1), ...before.slice(0, Math.max(at, 0))].find((row) => waiting.has(row.id))
  const row = next && rowsNow().find((each) => each.id === next.id)
  if (row) return walkTo(row)
  const { done, of } = lookedAt()
  if (done < of) return
  setReview({ selection: [] })
  tell(
    t('All {of, plural, one {# object} other {# objects}} looked at. {key} takes what is proposed.', {
      of,
      key: keyWord('review.confirm'),
    }),
  )
}

const selectedRows = (): readonly ObjectRow[] => {
  const state = review()
  const [only, ...others] = state.selection
  if (only === undefined) return []
  if (others.length === 0) return [rowById(state, only)].filter((row) => row !== null)
  const chosen = new Set(state.selection)
  return allRows(state).filter((row) => chosen.has(row.id))
}

/** The prediction is right here; then the next object. Without a selection: takes up the first. */
export const confirmSelected = () => {
  putDownTool()
  if (sampleIsRight()) return
  const chosen = selectedRows()
  if (chosen.length === 0) return selectNext(1)
  // Confirming puts back what was changed; what is locked stays as it is.
  const changed = unlocked(chosen.filter(({ state }) => state !== 'confirmed'))
  const rows = chosen.filter((row) => row.state === 'confirmed' || changed.includes(row))
  if (rows.length === 0) return
  const before = rowsNow()
  const [only, ...others] = rows
  const word = others.length > 0 ? `${rows.length} objects` : ((only?.now ?? only?.predicted)?.label ?? 'object')
  change(`confirm ${word}`, confirmChanges(rows))
  goOn(before)
}

/** There is no such thing: the selected objects are taken out of the correction; then the next object. */
export const rejectSelected = () => {
  putDownTool()
  if (sampleIsWrong()) return
  const { desk } = review()
  const chosen = selectedRows()
  const rows = unlocked(chosen)
  if (chosen.length > 0 && rows.length === 0) return
  const remove = rows.flatMap((row) => row.now?.id ?? [])
  if (rows.length === 0)
    return tell(t('Select an object first: {key} takes the least confident.', { key: keyWord('review.object.next') }))
  if (!desk || remove.length === 0) return
  const before = rowsNow()
  const held = confirmedIds({ desk })
  const word = remove.length === 1 ? (rows[0]?.now?.label ?? 'object') : `${remove.length} objects`
  change(`reject ${word}`, [
    ...remove.flatMap((id) => unconfirmed(id, held)),
    ...relationsOfGone(desk.worksheet, remove),
    ...changesIn(desk.worksheet, { put: [], remove }),
  ])
  // What one made oneself and takes back is no answer to the prediction: the hand stays where it is.
  if (rows.every((row) => row.predicted === null)) return setReview({ selection: [] })
  if (rows.length === 1) setReview({ selection: rows.map((row) => row.predicted?.id ?? row.id) })
  goOn(before)
}

/** The selected objects got their label: on to the next, where the only one was come to by walking the list. */
export const afterRelabel = (before: readonly ObjectRow[]) => {
  const { selection, locked } = review()
  const [only, ...others] = selection
  // A locked one kept its label.
  if (only !== undefined && !locked.has(only) && only === walkedTo && others.length === 0) goOn(before)
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
  if (stopAcceptAbove()) return
  if (hand.state.name !== 'idle' || hand.tool !== 'select') return handInput({ type: 'cancel' })
  if (caret || selection.length > 0) return setReview({ caret: null, selection: [] })
}
