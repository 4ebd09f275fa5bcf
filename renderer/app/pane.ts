import { create } from 'zustand'
import type { Pane } from './action.ts'

/** Which part of the case has the hand: the one that was last pressed or given the focus, at first the case's own kind. */
export const usePane = create<{ readonly pane: Pane | null }>(() => ({ pane: null }))

export const takePane = (pane: Pane | null): void => {
  if (usePane.getState().pane !== pane) usePane.setState({ pane })
}
