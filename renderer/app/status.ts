import { create } from 'zustand'

/**
 * What the keys do right now, most useful first: the key of an action by its id, or, for what only the hand does (arrows in
 * a tool), the keys themselves in the action table's syntax.
 */
export type KeyHint = { readonly does: string } & ({ readonly action: string } | { readonly keys: string })

/** What the bottom bar shows. The screen in front writes it; null leaves the place empty. */
type Status = {
  readonly hints: readonly KeyHint[]
  /** 1 is one image pixel to one CSS pixel. */
  readonly zoom: number | null
  /** Pixels of the oriented image. */
  readonly cursor: { readonly x: number; readonly y: number } | null
  /** What the pixel under the cursor holds, in words. */
  readonly pixel: string | null
  /** Which page of an image of several is in sight, from 1. */
  readonly page: { readonly page: number; readonly pages: number } | null
}

export const useStatus = create<Status>(() => ({ hints: [], zoom: null, cursor: null, pixel: null, page: null }))

export const setHints = (hints: readonly KeyHint[]): void => useStatus.setState({ hints })
export const setZoom = (zoom: number | null): void => useStatus.setState({ zoom })
/** The pointer is elsewhere: what the pixel there holds is not known yet. */
export const setCursor = (cursor: Status['cursor']): void => useStatus.setState({ cursor, pixel: null })
export const setPixel = (pixel: string | null): void => useStatus.setState({ pixel })
export const setPage = (page: Status['page']): void => useStatus.setState({ page })
