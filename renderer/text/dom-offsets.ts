import type { TextSelection } from '../../shared/domain/tools/text-caret.ts'

/**
 * Between UTF-16 offsets of a text and places in the page. Only blocks near the viewport are there, each with
 * `data-start`; its words stand in leaves with `data-from`, whose last child is their text. Chips hold no text.
 */

const wordsOf = (leaf: Element): Text | null => (leaf.lastChild instanceof Text ? leaf.lastChild : null)

const blocks = (host: Element): readonly HTMLElement[] => [...host.querySelectorAll<HTMLElement>('[data-start]')]
const leaves = (block: Element): readonly HTMLElement[] => [...block.querySelectorAll<HTMLElement>('[data-from]')]

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

/** The first and last offset that stand in the page now; null where nothing does. */
export const mountedStretch = (host: Element): { readonly start: number; readonly end: number } | null => {
  const all = blocks(host)
  const [first, last] = [all[0], all.at(-1)]
  return first && last ? { start: Number(first.dataset.start), end: Number(last.dataset.end) } : null
}

/** The text node and place in it of an offset, the nearest one that is there; the block itself where it is empty. */
const placeOf = (host: Element, offset: number): readonly [Node, number] | null => {
  const block = lastAtMost(blocks(host), 'start', offset)
  if (!block) return null
  const leaf = lastAtMost(leaves(block), 'from', offset)
  const words = leaf && wordsOf(leaf)
  if (!leaf || !words) return [block.firstElementChild ?? block, 0]
  return [words, Math.min(Math.max(0, offset - Number(leaf.dataset.from)), words.length)]
}

/** The offset that a place in the page stands for; null outside the text. */
const offsetOf = (host: Element, node: Node, at: number): number | null => {
  if (!host.contains(node)) return null
  const element = node instanceof Element ? node : node.parentElement
  const leaf = element?.closest<HTMLElement>('[data-from]')
  if (leaf) {
    const from = Number(leaf.dataset.from)
    const words = wordsOf(leaf)
    if (node === words) return from + at
    // On a chip or before the words; or behind them.
    return from + (node === leaf && at >= leaf.childNodes.length ? (words?.length ?? 0) : 0)
  }
  const block = element?.closest<HTMLElement>('[data-start]')
  if (!block) return null
  const next = element?.children[at]
  if (next instanceof HTMLElement && next.dataset.from !== undefined) return Number(next.dataset.from)
  return at === 0 ? Number(block.dataset.start) : Number(block.dataset.end)
}

/** What the page has selected, in the text's offsets. */
export const offsetsOfSelection = (host: Element): TextSelection | null => {
  const selection = document.getSelection()
  if (!selection?.anchorNode || !selection.focusNode) return null
  const anchor = offsetOf(host, selection.anchorNode, selection.anchorOffset)
  const focus = offsetOf(host, selection.focusNode, selection.focusOffset)
  return anchor === null || focus === null ? null : { anchor, focus }
}

/** Lets the page select what is selected here, as far as it stands in the page. */
export const showSelection = (host: Element, wanted: TextSelection | null): void => {
  const selection = document.getSelection()
  if (!selection) return
  const stretch = mountedStretch(host)
  const beside =
    !wanted ||
    !stretch ||
    Math.max(wanted.anchor, wanted.focus) < stretch.start ||
    Math.min(wanted.anchor, wanted.focus) > stretch.end
  if (beside) {
    if (selection.anchorNode && host.contains(selection.anchorNode)) selection.removeAllRanges()
    return
  }
  const clamp = (at: number): number => Math.min(Math.max(at, stretch.start), stretch.end)
  const now = offsetsOfSelection(host)
  if (now?.anchor === clamp(wanted.anchor) && now.focus === clamp(wanted.focus)) return
  const anchor = placeOf(host, clamp(wanted.anchor))
  const focus = placeOf(host, clamp(wanted.focus))
  if (anchor && focus) selection.setBaseAndExtent(...anchor, ...focus)
}

/** A range of the page for a range of the text; null where the whole of it is not in the page. */
export const pageRange = (host: Element, start: number, end: number): Range | null => {
  const stretch = mountedStretch(host)
  if (!stretch || end < stretch.start || start > stretch.end) return null
  const [from, to] = [placeOf(host, Math.max(start, stretch.start)), placeOf(host, Math.min(end, stretch.end))]
  if (!from || !to) return null
  const range = document.createRange()
  range.setStart(...from)
  range.setEnd(...to)
  return range
}

export const rectOfRange = (host: Element, start: number, end: number): DOMRect | null =>
  pageRange(host, start, end)?.getBoundingClientRect() ?? null

/** Where the caret stands at an offset, in CSS pixels of the window; null where it is not in the page. */
export const caretRect = (host: Element, offset: number): DOMRect | null => {
  const range = pageRange(host, offset, offset)
  if (!range) return null
  const [rect] = range.getClientRects()
  if (rect) return rect
  const { startContainer } = range
  return startContainer instanceof Element ? startContainer.getBoundingClientRect() : range.getBoundingClientRect()
}

/** The offset under a point of the window; null beside the text. */
export const offsetAt = (host: Element, x: number, y: number): number | null => {
  const place = document.caretPositionFromPoint(x, y)
  return place ? offsetOf(host, place.offsetNode, place.offset) : null
}
