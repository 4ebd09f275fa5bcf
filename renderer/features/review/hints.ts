import { useEffect } from 'react'
import { TOOLS } from '../../../shared/domain/tools/tools.ts'
import { type KeyHint, setCursor, setHints, setZoom } from '../../app/status.ts'
import { selectedText } from './labels/labels.ts'
import { isHandBusy } from './photo/hand.ts'
import { type ReviewState, useReview } from './review-state.ts'

const hint = (keys: string, does: string): KeyHint => ({ keys, does })

const draw = ({ desk }: ReviewState): readonly KeyHint[] => (desk?.open.case.content.image ? [hint('b', 'draw')] : [])

/** What the keys do right now, most useful first. */
export const hintsFor = (state: ReviewState): readonly KeyHint[] => {
  if (!state.desk) return []
  if (state.picking) return [hint('enter', 'label'), hint('down', 'next label'), hint('escape', 'close')]
  if (state.strip) return [hint('enter', 'file and go on'), hint('1', 'tick a cause'), hint('escape', 'close')]
  if (TOOLS[state.hand.tool].draws !== null) {
    return isHandBusy(state.hand)
      ? [hint('enter', 'put down'), hint('up', 'move'), hint('shift+up', 'size'), hint('escape', 'drop')]
      : [hint('up', 'place by arrows'), hint('1', 'label'), hint('escape', 'back')]
  }
  if (state.veiled) return [hint('1', 'label'), ...draw(state), hint('enter', 'show the prediction')]
  if (selectedText(state) && state.selection.length === 0) return [hint('1', 'label'), hint('r', 'label by typing')]
  if (state.selection.length > 0) {
    return [hint('v', 'confirm'), hint('x', 'reject'), hint('1', 'label'), hint('r', 'by typing'), hint('t', 'next')]
  }
  if (!state.desk.prediction) {
    return [
      hint('enter', 'file as the truth'),
      ...draw(state),
      hint('l', 'put aside'),
      hint('k', 'skip'),
      hint('z', 'undo'),
    ]
  }
  return [hint('a', 'correct'), hint('t', 'next object'), ...draw(state), hint('k', 'skip'), hint('z', 'undo')]
}

/** Keeps the bottom bar true while the review is in front. */
export const useHotkeyHints = (): void => {
  const key = useReview((state) =>
    hintsFor(state)
      .map(({ keys, does }) => `${keys}:${does}`)
      .join('|'),
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: the hints changed when their text did.
  useEffect(() => setHints(hintsFor(useReview.getState())), [key])
  useEffect(
    () => () => {
      setHints([])
      setZoom(null)
      setCursor(null)
    },
    [],
  )
}
