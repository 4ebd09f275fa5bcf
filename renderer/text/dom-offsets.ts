import type { TextSelection } from '../../shared/domain/tools/text-caret.ts'

/** Between UTF-16 offsets of the case's text and places in the page. Segments carry `data-from`; chips hold no text. */

const wordsOf = (segment: Element): Text | null => {
  const node = segment.firstElementChild?.firstChild
  return node instanceof Text ? node : null
}

const paragraphs = (host: Element): readonly HTMLElement[] => [...host.querySelectorAll<HTMLElement>('[data-start]')]

const lastAtMost = (elements: readonly HTMLElement[], key: 'start' | 'from', offset: number): HTMLElement | null => {
  let low = 0
  let high = elements.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (Number(elements[middle]?.dataset[key]) <= offset) low = middle
    else high = middle - 1
  }
  return elements[low] ?? null
}

/** The text node and place in it of an offset; the paragraph itself where it is empty. */
const placeOf = (host: Element, offset: number): readonly [Node, number] | null => {
  const paragraph = lastAtMost(paragraphs(host), 'start', offset)
  if (!paragraph) return null
  const segments = [...paragraph.querySelectorAll<HTMLElement>('[data-from]')]
  const segment = lastAtMost(segments, 'from', offset)
  const words = segment && wordsOf(segment)
  if (!segment || !words) return [paragraph, 0]
  return [words, Math.min(Math.max(0, offset - Number(segment.dataset.from)), words.length)]
}

/** The offset that a place in the page stands for; null outside the text. */
const offsetOf = (host: Element, node: Node, at: number): number | null => {
  if (!host.contains(node)) return null
  const element = node instanceof Element ? node : node.parentElement
  const segment = element?.closest<HTMLElement>('[data-from]')
  if (segment) {
    const from = Number(segment.dataset.from)
    const words = wordsOf(segment)
    if (node === words) return from + at
    // Beside the words: on the chips behind them, or before them.
    return from + (at === 0 && node !== segment.lastChild ? 0 : (words?.length ?? 0))
  }
  const paragraph = element?.closest<HTMLElement>('[data-start]')
  if (!paragraph) return null
  const next = paragraph.children[at]
  if (next instanceof HTMLElement && next.dataset.from !== undefined) return Number(next.dataset.from)
  const last = [...paragraph.querySelectorAll<HTMLElement>('[data-from]')].at(-1)
  return last ? Number(last.dataset.from) + (wordsOf(last)?.length ?? 0) : Number(paragraph.dataset.start)
}

export const offsetsOfSelection = (host: Element): TextSelection | null => {
  const selection = document.getSelection()
  if (!selection?.anchorNode || !selection.focusNode) return null
  const anchor = offsetOf(host, selection.anchorNode, selection.anchorOffset)
  const focus = offsetOf(host, selection.focusNode, selection.focusOffset)
  return anchor === null || focus === null ? null : { anchor, focus }
}

/** Lets the page select what is selected here. */
export const showSelection = (host: Element, wanted: TextSelection | null): void => {
  const selection = document.getSelection()
  if (!selection) return
  if (!wanted) {
    if (selection.anchorNode && host.contains(selection.anchorNode)) selection.removeAllRanges()
    return
  }
  const now = offsetsOfSelection(host)
  if (now?.anchor === wanted.anchor && now.focus === wanted.focus) return
  const anchor = placeOf(host, wanted.anchor)
  const focus = placeOf(host, wanted.focus)
  if (anchor && focus) selection.setBaseAndExtent(...anchor, ...focus)
}

export const rectOfRange = (host: Element, start: number, end: number): DOMRect | null => {
  const [from, to] = [placeOf(host, start), placeOf(host, end)]
  if (!from || !to) return null
  const range = document.createRange()
  range.setStart(...from)
  range.setEnd(...to)
  return range.getBoundingClientRect()
}

/** Where the caret stands at an offset, in CSS pixels of the window. */
export const caretRect = (host: Element, offset: number): DOMRect | null => {
  const place = placeOf(host, offset)
  if (!place) return null
  const [node, at] = place
  const range = document.createRange()
  range.setStart(node, at)
  const [rect] = range.getClientRects()
  if (rect) return rect
  return node instanceof Element ? node.getBoundingClientRect() : range.getBoundingClientRect()
}

/** The offset under a point of the window; null beside the text. */
export const offsetAt = (host: Element, x: number, y: number): number | null => {
  const place = document.caretPositionFromPoint(x, y)
  return place ? offsetOf(host, place.offsetNode, place.offset) : null
}
