import { create } from 'zustand'
import type { Brush } from '../../../../shared/domain/mask/stroke.ts'

/** In image pixels. */
export const BRUSH_SIZES = { least: 1, most: 1024 } as const

/** What the brush and the eraser paint with; kept from case to case while the desk is open. */
export const useBrush = create<Brush>(() => ({ tip: 'round', size: 24 }))

export const brushNow = (): Brush => useBrush.getState()

export const setBrush = (part: Partial<Brush>): void => {
  const { least, most } = BRUSH_SIZES
  const { size = brushNow().size } = part
  useBrush.setState({ ...part, size: Math.min(Math.max(Math.round(size), least), most) })
}

/** One step larger or smaller: a fifth of it, at least a pixel. */
export const growBrush = (way: 1 | -1): void => {
  const { size } = brushNow()
  setBrush({ size: way === 1 ? Math.max(size + 1, size * 1.2) : Math.min(size - 1, size / 1.2) })
}
