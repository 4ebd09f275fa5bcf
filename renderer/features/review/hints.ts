import { useEffect } from 'react'
import { TOOLS } from '../../../shared/domain/tools/tools.ts'
import { usePane } from '../../app/pane.ts'
import { type KeyHint, setCursor, setHints, setZoom } from '../../app/status.ts'
import { t } from '../../i18n/t.ts'
import { recordById } from './kept-records.ts'
import { labelledKind, labelOfDigit, selectedText } from './labels/labels.ts'
import { isHandBusy } from './photo/hand.ts'
import { type ReviewState, useReview } from './review-state.ts'

/** The key of an action, as a person assigned it. */
const hint = (action: string, does: string): KeyHint => ({ action, does })
/** Keys that belong to what is open, whatever the action table says. */
const fixed = (keys: string, does: string): KeyHint => ({ keys, does })

const UNDO = hint('review.undo', t('undo'))
const SKIP = hint('review.skip', t('skip'))

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** The first digit that gives a label now; nothing where none does. */
const label = (state: ReviewState): readonly KeyHint[] => {
  const kind = labelledKind(state)
  const first = DIGITS.find((digit) => labelOfDigit(state.taxonomy, kind, String(digit)) !== null)
  return first === undefined ? [] : [hint(`review.digit.${first}`, t('label'))]
}

/** In a text the key that draws is one for its words. */
const draw = ({ picture }: ReviewState): readonly KeyHint[] =>
  picture && usePane.getState().pane !== 'text' ? [hint('review.draw', t('draw'))] : []

const DROP = fixed('escape', t('drop'))
const BACK = fixed('escape', t('back'))

/** What the keys do while the hand paints, cuts or holds an offer; null where it does none of these. */
const maskHints = ({ hand }: ReviewState): readonly KeyHint[] | null => {
  switch (hand.tool) {
    case 'reshape':
      return [fixed('enter', t('take it')), fixed('right', t('coarser')), fixed('left', t('finer')), DROP]
    case 'split':
      return isHandBusy(hand)
        ? [fixed('enter', t('cut')), fixed('right', t('move')), fixed('shift+right', t('turn')), DROP]
        : [fixed('right', t('place by arrows')), BACK]
    case 'brush':
    case 'eraser': {
      if (isHandBusy(hand))
        return [fixed('enter', t('put down')), fixed('right', t('move')), fixed('shift+right', t('draw on')), DROP]
      const sizes = [hint('review.brush.smaller', t('smaller')), hint('review.brush.larger', t('larger'))]
      const other = fixed('shift', hand.tool === 'brush' ? t('hold to erase') : t('hold to paint'))
      return [...sizes, other, fixed('enter', t('begin another mask')), BACK]
    }
    case 'fill':
      return [fixed('right', t('place by arrows')), fixed('enter', t('fill')), BACK]
    default:
      return null
  }
}

const drawingHints = (state: ReviewState): readonly KeyHint[] => {
  const { hand } = state
  if (hand.state.name === 'aiming') {
    return [
      fixed('enter', hand.state.keyed ? t('set the point') : t('finish')),
      fixed('backspace', t('take the last step back')),
      fixed('up', t('move')),
      fixed('escape', t('drop')),
    ]
  }
  if (!isHandBusy(hand)) return [fixed('up', t('place by arrows')), ...label(state), hint('review.escape', t('back'))]
  return [
    fixed('enter', t('put down')),
    fixed('up', t('move')),
    fixed('shift+up', t('size')),
    fixed('escape', t('drop')),
  ]
}

/** What the keys do right now, most useful first. */
export const hintsFor = (state: ReviewState): readonly KeyHint[] => {
  if (!state.desk) return []
  if (state.picking) {
    return [fixed('enter', t('give the label')), fixed('down', t('next label')), fixed('escape', t('close'))]
  }
  if (state.strip) {
    return [
      hint('review.confirm', state.turn === null ? t('file and go on') : t('next answer')),
      hint('review.digit.1', t('tick a cause')),
      hint('review.escape', t('close')),
    ]
  }
  const ofMask = maskHints(state)
  if (ofMask) return ofMask
  if (TOOLS[state.hand.tool].draws !== null) return drawingHints(state)
  if (state.hand.state.name === 'holding') {
    return [
      fixed('up', t('move the point')),
      fixed('delete', t('take it away')),
      hint('shape.point.next', t('next point')),
      hint('shape.point.insert', t('insert after it')),
      hint('review.escape', t('let go')),
    ]
  }
  if (state.veiled) return [...label(state), ...draw(state), hint('review.confirm', t('show the prediction'))]
  if (selectedText(state) && state.selection.length === 0)
    return [...label(state), hint('review.label', t('label by typing'))]
  if (state.turn !== null && state.selection.length === 0) {
    return [
      hint('review.verdict.correct', t('correct, next answer')),
      hint('review.verdict.incorrect', t('incorrect')),
      hint('conversation.next', t('next turn')),
      hint('conversation.whole', t('the whole')),
      UNDO,
    ]
  }
  const [first] = state.selection
  const chosen = first === undefined ? null : recordById(state.desk.worksheet.annotations, first)
  if (chosen?.shape.kind === 'item') {
    return [
      hint('record.item.up', t('up')),
      hint('record.item.down', t('down')),
      hint('record.item.more', t('more relevant')),
      hint('review.object.reject', t('take off the list')),
      UNDO,
    ]
  }
  if (chosen?.shape.kind === 'field') {
    return [
      hint('review.object.confirm', t('confirm')),
      hint('review.object.reject', t('reject')),
      ...(state.desk.open.case.kind === 'document'
        ? [hint('document.field.value', t('correct value')), hint('document.field.place', t('draw place'))]
        : []),
      hint('review.object.next', t('next')),
    ]
  }
  if (state.selection.length > 0) {
    return [
      hint('review.object.confirm', t('confirm')),
      hint('review.object.reject', t('reject')),
      ...label(state),
      hint('review.label', t('by typing')),
      hint('review.object.next', t('next')),
    ]
  }
  if (!state.desk.prediction) {
    return [
      hint('review.confirm', t('file as the truth')),
      ...draw(state),
      hint('review.flag', t('put aside')),
      SKIP,
      UNDO,
    ]
  }
  return [
    hint('review.verdict.correct', t('correct')),
    hint('review.object.next', t('next object')),
    ...draw(state),
    SKIP,
    UNDO,
  ]
}

const asWords = (hints: readonly KeyHint[]): string =>
  hints.map((one) => `${'action' in one ? one.action : one.keys}:${one.does}`).join('|')

/** Keeps the bottom bar true until the returned function is called. Told past React, so that one frame shows both. */
const followHints = (): (() => void) => {
  let said = ''
  const follow = (): void => {
    const hints = hintsFor(useReview.getState())
    const words = asWords(hints)
    if (words !== said) setHints(hints)
    said = words
  }
  follow()
  const stop = useReview.subscribe(follow)
  const stopPane = usePane.subscribe(follow)
  return () => {
    stop()
    stopPane()
    setHints([])
    setZoom(null)
    setCursor(null)
  }
}

/** While the review is in front. */
export const useHotkeyHints = (): void => useEffect(followHints, [])
