import type { Action } from '../../../app/action.ts'
import { review } from '../review-state.ts'

/** Whether a picture is on the desk. */
export const onImage = (): boolean => review().phase.name === 'open' && review().picture !== null
/** The same, with no list of labels open over it that takes the keys. */
export const onFreeImage = (): boolean => onImage() && !review().picking

type Part = Pick<Action, 'id' | 'label' | 'keys' | 'run'> & Partial<Action>
/** Actions of the photo under one heading. */
export const actionsIn = (group: string, actions: readonly Part[]): readonly Action[] =>
  actions.map((action) => ({ group, scope: 'photo', when: onFreeImage, ...action }))
