import { create } from 'zustand'

type TurnLook = {
  /** Every turn as the characters it is made of, instead of Markdown laid out. Spans are marked on these. */
  readonly raw: boolean
  /** Tool calls stand open. */
  readonly calls: boolean
}

/** How turns are looked at: kept from case to case, never part of history. */
export const useTurnLook = create<TurnLook>(() => ({ raw: false, calls: false }))

export const toggleRaw = (): void => useTurnLook.setState(({ raw }) => ({ raw: !raw }))
export const toggleCalls = (): void => useTurnLook.setState(({ calls }) => ({ calls: !calls }))
