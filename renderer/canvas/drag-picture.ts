import { type PointerEvent, useRef } from 'react'
import type { Point } from '../../shared/model/shape.ts'

/** Whether it was the picture that was dragged, so that no tool hears of it. */
type Taken = boolean

export type PictureDrag = {
  /** Space is held: then the left button drags the picture, too. */
  hold(held: boolean): void
  down(event: PointerEvent<HTMLElement>): Taken
  move(event: PointerEvent<HTMLElement>): Taken
  up(): Taken
}

const [LEFT, WHEEL, RIGHT] = [0, 1, 2]

/**
 * The wheel pressed, or Space held, drags the picture by CSS pixels, whatever is being drawn: a long outline goes on after it.
 * The right button drags what `onWindow` makes of it; null: the picture has no window, and that button is the browser's.
 */
export const usePictureDrag = (onPan: (by: Point) => void, onWindow: ((by: Point) => void) | null): PictureDrag => {
  const held = useRef(false)
  const at = useRef<Point | null>(null)
  const windows = useRef(false)
  return {
    hold: (now) => {
      held.current = now
    },
    down: (event) => {
      windows.current = event.button === RIGHT && onWindow !== null
      if (!windows.current && event.button !== WHEEL && !(event.button === LEFT && held.current)) return false
      event.currentTarget.focus({ preventScroll: true })
      event.currentTarget.setPointerCapture(event.pointerId)
      at.current = [event.clientX, event.clientY]
      return true
    },
    move: ({ clientX, clientY }) => {
      if (!at.current) return false
      const by: Point = [clientX - at.current[0], clientY - at.current[1]]
      if (windows.current) onWindow?.(by)
      else onPan(by)
      at.current = [clientX, clientY]
      return true
    },
    up: () => {
      const was = at.current !== null
      at.current = null
      return was
    },
  }
}
