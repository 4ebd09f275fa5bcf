import { create } from 'zustand'
import { usePreferences } from './preferences.ts'

/** Below this many CSS pixels (a 1280 screen at 200 %) side panels lie over the case instead of beside it. */
export const NARROW = '(max-width: 899px)'

export const isNarrow = (): boolean => window.matchMedia(NARROW).matches

/** Panels that lie over the case are opened for the moment, and closed by choosing; nothing remembers them. */
export const useOverlay = create<{ readonly open: 'queue' | 'side' | null }>(() => ({ open: null }))

export const closeOverlay = (): void => useOverlay.setState({ open: null })

const toggleOverlay = (panel: 'queue' | 'side'): void =>
  useOverlay.setState(({ open }) => ({ open: open === panel ? null : panel }))

export const toggleQueue = (): void => {
  if (isNarrow()) toggleOverlay('queue')
  else usePreferences.getState().toggleQueue()
}

export const toggleSide = (): void => {
  if (isNarrow()) toggleOverlay('side')
  else usePreferences.getState().toggleSide()
}

export const showQueue = (): void => {
  if (isNarrow()) useOverlay.setState({ open: 'queue' })
  else if (!usePreferences.getState().queueOpen) usePreferences.getState().toggleQueue()
}
