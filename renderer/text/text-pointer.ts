import type { TextSelection } from '../../shared/domain/tools/text-caret.ts'
import { sentenceAt, type Tokens, tokenAt } from '../../shared/domain/tools/text-snap.ts'
import { offsetAt, showSelection } from './dom-offsets.ts'

type SelectDrag = {
  readonly text: string
  readonly tokens: Tokens | undefined
  /** Where a press with Shift goes on from. */
  readonly from: number | null
  /** The hand was lifted; `dragged` is false for a click. */
  onDone(selection: TextSelection | null, dragged: boolean): void
}

/** One press selects by character, the second of a double click by word, the third by sentence. */
const unitOf = (presses: number, { text, tokens }: SelectDrag) => {
  const unit = presses === 2 ? tokenAt : presses > 2 ? sentenceAt : null
  return (anchor: number, focus: number): TextSelection => {
    if (!unit) return { anchor, focus }
    const [a, b] = [unit(text, anchor, tokens), unit(text, Math.max(anchor, focus - 1), tokens)]
    if (focus >= anchor) return { anchor: a.start, focus: Math.max(a.end, b.end) }
    return { anchor: a.end, focus: unit(text, focus, tokens).start }
  }
}

/** How far beyond the edge, in CSS pixels, one frame scrolls a pixel. */
const SCROLL_EASE = 6

/**
 * Follows a pressed mouse until it is let go. The page's own selection would lose its begin once that scrolls out of
 * sight, since only what is near the viewport stands in the page; this one keeps offsets.
 */
export const selectByDrag = (host: HTMLElement, event: MouseEvent, drag: SelectDrag): void => {
  const begin = offsetAt(host, event.clientX, event.clientY)
  if (begin === null) {
    drag.onDone(null, false)
    return
  }
  const anchor = event.shiftKey && drag.from !== null ? drag.from : begin
  const unit = unitOf(event.detail, drag)
  let selection = unit(anchor, begin)
  let pointer = { x: event.clientX, y: event.clientY }
  let frame = 0
  const follow = (): void => {
    const focus = offsetAt(host, pointer.x, pointer.y)
    if (focus === null) return
    selection = unit(anchor, focus)
    showSelection(host, selection)
  }
  const scroll = (): void => {
    const { top, bottom } = host.getBoundingClientRect()
    const beyond = pointer.y < top + 8 ? pointer.y - top - 8 : Math.max(0, pointer.y - bottom + 8)
    if (beyond !== 0) {
      host.scrollTop += Math.sign(beyond) * Math.ceil(Math.abs(beyond) / SCROLL_EASE)
      follow()
    }
    frame = requestAnimationFrame(scroll)
  }
  const move = (moved: MouseEvent): void => {
    pointer = { x: moved.clientX, y: moved.clientY }
    follow()
  }
  const up = (): void => {
    cancelAnimationFrame(frame)
    removeEventListener('mousemove', move)
    removeEventListener('mouseup', up)
    drag.onDone(selection, selection.anchor !== selection.focus)
  }
  addEventListener('mousemove', move)
  addEventListener('mouseup', up)
  frame = requestAnimationFrame(scroll)
  showSelection(host, selection)
}

/** How far, in CSS pixels, a press on a chip may wander and still be a click. */
const SLOP = 5

/** Follows a press on a chip: `onto` is the mark it was dragged to, null for a click. Let go elsewhere, nothing happens. */
export const dragChip = (host: HTMLElement, event: MouseEvent, onDone: (onto: string | null) => void): void => {
  const frame = host.getBoundingClientRect()
  const [x, y] = [event.clientX, event.clientY]
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  line.append(path)
  line.style.cssText = 'position:fixed;inset:0;width:100%;height:100%;pointer-events:none;z-index:5'
  path.style.cssText = 'fill:none;stroke:var(--accent);stroke-width:2;stroke-dasharray:4 3'
  const wandered = (to: MouseEvent): boolean => Math.hypot(to.clientX - x, to.clientY - y) > SLOP
  const move = (to: MouseEvent): void => {
    if (!wandered(to)) return
    if (!line.isConnected) host.append(line)
    path.setAttribute('d', `M${x} ${y}L${to.clientX} ${Math.min(Math.max(to.clientY, frame.top), frame.bottom)}`)
  }
  const up = (to: MouseEvent): void => {
    line.remove()
    removeEventListener('mousemove', move)
    removeEventListener('mouseup', up)
    const chip = document.elementFromPoint(to.clientX, to.clientY)?.closest<HTMLElement>('[data-mark]')
    const mark = host.contains(chip ?? null) ? chip?.dataset.mark : undefined
    if (!wandered(to)) onDone(null)
    else if (mark !== undefined) onDone(mark)
  }
  addEventListener('mousemove', move)
  addEventListener('mouseup', up)
}
