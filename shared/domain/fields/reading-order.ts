import type { Rect } from '../geometry/box.ts'

/** Something on a page to be read in its turn. */
export type Placed = { readonly rect: Rect; readonly page: number }

/** A gap between columns is at least this many times as wide as the boxes are high. */
const COLUMN_GAP = 3
/** Fewer boxes one above the other are no column. */
const COLUMN_LENGTH = 3

type Side = 'x' | 'y'
const startOf = (rect: Rect, side: Side): number => rect[side]
const endOf = (rect: Rect, side: Side): number => (side === 'x' ? rect.x + rect.w : rect.y + rect.h)

/** What lies between gaps along a side: groups that follow each other, with the gap before each. */
const groupsAlong = <T extends Placed>(
  all: readonly T[],
  side: Side,
): readonly { readonly gap: number; readonly members: readonly T[] }[] => {
  const groups: { gap: number; members: T[] }[] = []
  let reach = Number.NEGATIVE_INFINITY
  for (const one of all.toSorted((a, b) => startOf(a.rect, side) - startOf(b.rect, side))) {
    const gap = startOf(one.rect, side) - reach
    const group = groups.at(-1)
    // Lines that overlap by a hair's breadth are still two lines.
    const allowed = side === 'y' ? one.rect.h * 0.3 : 0
    if (group && -gap > allowed) group.members.push(one)
    else groups.push({ gap, members: [one] })
    reach = Math.max(reach, endOf(one.rect, side))
  }
  return groups
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
const extent = (all: readonly Placed[]): readonly [number, number] => [
  Math.min(...all.map(({ rect }) => rect.y)),
  Math.max(...all.map(({ rect }) => rect.y + rect.h)),
]

/** The boxes left and right of the widest gap that parts columns standing side by side; null where there are none. */
const columnsOf = <T extends Placed>(all: readonly T[]): readonly [readonly T[], readonly T[]] | null => {
  const groups = groupsAlong(all, 'x')
  const needed = COLUMN_GAP * median(all.map(({ rect }) => rect.h))
  const widest = groups.slice(1).reduce((most, { gap }) => Math.max(most, gap), needed)
  const at = groups.findIndex(({ gap }, i) => i > 0 && gap === widest && gap > needed)
  if (at < 0) return null
  const left = groups.slice(0, at).flatMap(({ members }) => members)
  const right = groups.slice(at).flatMap(({ members }) => members)
  if (left.length < COLUMN_LENGTH || right.length < COLUMN_LENGTH) return null
  const [a, b] = [extent(left), extent(right)]
  const shared = Math.min(a[1], b[1]) - Math.max(a[0], b[0])
  return shared > 0.5 * Math.min(a[1] - a[0], b[1] - b[0]) ? [left, right] : null
}

/** What is wider than this share of all is read before what stands under it, whatever columns that has. */
const BANNER = 0.6

/** Parts of a page one above the other: what spans it, and what stands between; null where nothing spans it. */
const bandsOf = <T extends Placed>(all: readonly T[]): readonly (readonly T[])[] | null => {
  const left = Math.min(...all.map(({ rect }) => rect.x))
  const width = Math.max(...all.map(({ rect }) => rect.x + rect.w)) - left
  const banners = all.filter(({ rect }) => rect.w > BANNER * width).toSorted((a, b) => a.rect.y - b.rect.y)
  if (banners.length === 0 || banners.length === all.length) return null
  const others = all.filter((one) => !banners.includes(one))
  const between = (from: number, to: number): readonly T[] => others.filter(({ rect }) => rect.y >= from && rect.y < to)
  const bands: (readonly T[])[] = [between(Number.NEGATIVE_INFINITY, banners[0]?.rect.y ?? 0)]
  for (const [i, banner] of banners.entries())
    bands.push([banner], between(banner.rect.y, banners[i + 1]?.rect.y ?? Number.POSITIVE_INFINITY))
  return bands
}

const ordered = <T extends Placed>(all: readonly T[], rightToLeft: boolean): readonly T[] => {
  if (all.length < 2) return all
  const columns = columnsOf(all)
  if (columns) {
    const [left, right] = columns.map((column) => ordered(column, rightToLeft))
    return rightToLeft ? [...(right ?? []), ...(left ?? [])] : [...(left ?? []), ...(right ?? [])]
  }
  const lines = groupsAlong(all, 'y')
  const bands = lines.length > 2 ? bandsOf(all) : null
  if (bands) return bands.flatMap((band) => ordered(band, rightToLeft))
  if (lines.length > 1) return lines.flatMap(({ members }) => ordered(members, rightToLeft))
  return all.toSorted((a, b) =>
    rightToLeft ? b.rect.x + b.rect.w - (a.rect.x + a.rect.w) : a.rect.x - b.rect.x || a.rect.y - b.rect.y,
  )
}

/**
 * Boxes as a page is read: page after page, column after column, line after line, along the line from its start. Cuts the
 * page where nothing stands (Nagy & Seth 1984, recursive XY cut), at columns before lines.
 */
export const readingOrder = <T extends Placed>(all: readonly T[], rightToLeft = false): readonly T[] => {
  const pages = Map.groupBy(all, ({ page }) => page)
  return [...pages].toSorted(([a], [b]) => a - b).flatMap(([, onPage]) => ordered(onPage, rightToLeft))
}

/** Whether texts are mostly of a script that runs from right to left. */
export const readsRightToLeft = (texts: readonly string[]): boolean => {
  const all = texts.join('')
  const count = (pattern: RegExp): number => all.match(pattern)?.length ?? 0
  return (
    count(/[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/gu) >
    count(/[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/gu)
  )
}
