import {
  type Act,
  type AreaContext,
  type Cut,
  cutSelected,
  fillSelected,
  mergeSelected,
  partSelected,
} from '../../../../shared/domain/tools/area-commits.ts'
import {
  offering,
  offerOf,
  type Reshaping,
  TOLERANCES,
  withTolerance,
} from '../../../../shared/domain/tools/reshape-tool.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import { commitShapes } from '../commands.ts'
import { review, setReview, shown, tell } from '../review-state.ts'
import { focusCase, handInput, newAnnotationId, putDownTool, refusalText } from './hand.ts'

/** Selected objects that may be changed by hand; told where some are held back. */
const free = (): readonly Annotation[] => {
  const { selection, locked, pinned } = review()
  const all = shown(review()).filter(({ id }) => selection.includes(id))
  return all.filter(({ id }) => !locked.has(id) && !pinned.has(id))
}

const act = (does: (context: AreaContext) => Act) => {
  putDownTool()
  const state = review()
  const image = state.picture?.image
  if (!image) return
  const held = state.selection.find((id) => state.locked.has(id) || state.pinned.has(id))
  if (held !== undefined) return tell(refusalText(state.locked.has(held) ? 'locked' : 'pinned'), 'refused')
  // What is locked neither cuts nor is cut, and what is hidden is as if it were not there.
  const annotations = shown(state).filter(({ id }) => !state.locked.has(id) && !state.hidden.has(id))
  const done = does({ annotations, selection: state.selection, image, newId: newAnnotationId })
  if ('refused' in done) return tell(refusalText(done.refused), 'refused')
  commitShapes(done.commit)
  setReview({ selection: done.select })
}

export const merge = (): void => act(mergeSelected)
export const splitIntoParts = (): void => act(partSelected)
export const fillAllHoles = (): void => act(fillSelected)
export const cutOut = (cut: Cut): void => act((context) => cutSelected(context, cut))

/** Shows what the selected would be in another form, and what that would lose, before anything is done. */
export const offerReshaping = (does: Reshaping) => {
  putDownTool()
  const image = review().picture?.image
  const offer = image && offerOf(does, free(), image, TOLERANCES.first)
  if (!offer) return tell(refusalText('no-area'), 'refused')
  setReview({ hand: offering(offer) })
  focusCase()
}

/** Takes the offer in the hand; false where there is none. */
export const takeOffer = (): boolean => {
  if (review().hand.tool !== 'reshape') return false
  handInput({ type: 'enter' })
  focusCase()
  return true
}

/** The tolerance of the offer in the hand, in image pixels. */
export const setTolerance = (tolerance: number): void => {
  const { hand } = review()
  if (hand.tool !== 'reshape' || hand.state.name !== 'offering') return
  setReview({ hand: offering(withTolerance(hand.state, tolerance)) })
}
