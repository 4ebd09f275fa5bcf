/** CSS pixels that stay free between a chip and the edge. */
const EDGE = 4
const shifts = new WeakMap<HTMLElement, number>()

/**
 * Moves chips that would run out of their text back into it, as far as needed. All are measured before any is moved, and
 * what is moved needs no new layout.
 */
export const settleChips = (host: HTMLElement): void => {
  const left = host.getBoundingClientRect().left + host.clientLeft + EDGE
  const right = left + host.clientWidth - 2 * EDGE
  const moves: (readonly [HTMLElement, number])[] = []
  for (const chip of host.querySelectorAll<HTMLElement>('[data-chip]')) {
    const was = shifts.get(chip) ?? 0
    const rect = chip.getBoundingClientRect()
    const [from, to] = [rect.left - was, rect.right - was]
    const by = from < left ? left - from : to > right ? Math.max(right - to, left - from) : 0
    if (Math.abs(by - was) > 0.5) moves.push([chip, by])
  }
  for (const [chip, by] of moves) {
    shifts.set(chip, by)
    chip.style.translate = by === 0 ? '' : `${by}px`
  }
}
