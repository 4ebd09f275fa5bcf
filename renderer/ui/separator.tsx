import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'
import { useRef } from 'react'
import { direction } from '../i18n/language.ts'
import css from './separator.module.css'

type SeparatorProps = {
  /** What it makes wider or higher: "Width of the queue". */
  readonly label: string
  /** `columns` stands between two columns and moves sideways, `rows` between two rows. */
  readonly between: 'columns' | 'rows'
  /** The size of the part before it (or after it, where `grows` says so), in whatever unit `min` and `max` are. */
  readonly value: number
  readonly min: number
  readonly max: number
  readonly usual: number
  readonly step: number
  /** Which side of it the size belongs to. */
  readonly grows: 'before' | 'after'
  /** How many units of `value` a CSS pixel is worth, asked when a drag begins. 1 where the unit is the pixel. */
  readonly perPixel?: (separator: HTMLElement) => number
  readonly onValue: (value: number) => void
}

/** +1 where the arrow makes the part before the separator larger, −1 where smaller, 0 for any other key. */
const arrow = (key: string, between: 'columns' | 'rows'): number => {
  if (between === 'rows') return key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
  const way = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
  return direction === 'rtl' ? -way : way
}

/** The line between two panels: dragged, moved by arrows, and put back by a double click or Enter. */
export const Separator = (props: SeparatorProps): ReactNode => {
  const { label, between, value, min, max, usual, step, grows, perPixel, onValue } = props
  const drag = useRef<{ readonly from: number; readonly value: number; readonly unit: number } | null>(null)
  const sign = grows === 'before' ? 1 : -1
  const set = (next: number): void => onValue(Math.round(Math.min(max, Math.max(min, next)) * 100) / 100)
  const along = (event: PointerEvent): number =>
    between === 'rows' ? event.clientY : direction === 'rtl' ? -event.clientX : event.clientX

  const keyDown = (event: KeyboardEvent): void => {
    const way = arrow(event.key, between) * sign
    if (way !== 0) set(value + way * step)
    else if (event.key === 'Home') set(min)
    else if (event.key === 'End') set(max)
    else if (event.key === 'Enter') set(usual)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a thematic break takes no focus; this is ARIA's window splitter.
    <div
      className={css.separator}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={between === 'columns' ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(value)}
      aria-valuemin={Math.round(min)}
      aria-valuemax={Math.round(max)}
      onKeyDown={keyDown}
      onDoubleClick={() => set(usual)}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.preventDefault()
        event.currentTarget.focus()
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = { from: along(event), value, unit: perPixel?.(event.currentTarget) ?? 1 }
      }}
      onPointerMove={(event) => {
        const start = drag.current
        if (start) set(start.value + (along(event) - start.from) * sign * start.unit)
      }}
      onPointerUp={() => {
        drag.current = null
      }}
      onPointerCancel={() => {
        drag.current = null
      }}
    />
  )
}
