import type { FailureDimension, FailureKind, FailureRate } from '../../model/failure.ts'
import { baseOf, type Counted, NONE, rateOf, rowsOf, type Tally, type Whole, whatKey, wholeOf } from './tally.ts'

export type Slice = { readonly values: readonly (string | null)[]; readonly whole: Whole }

export type LaidRow = {
  readonly what: FailureKind
  readonly total: FailureRate
  /** One for each slice. */
  readonly cells: readonly FailureRate[]
}

export type Layout = {
  readonly whole: Whole
  readonly slices: readonly Slice[]
  readonly moreSlices: number
  readonly rows: readonly LaidRow[]
}

const isTime = (dimension: FailureDimension | undefined): boolean =>
  dimension === 'day' || dimension === 'week' || dimension === 'month'

const keyOf = (values: readonly (string | null)[]): string => JSON.stringify(values)

/** A dimension's values to list: of time the latest, forward; of others those with the most failures, then reviews. Unknown last. */
const chosen = (
  counted: readonly Counted[],
  dimension: FailureDimension | undefined,
  at: number,
  most: number,
): readonly (string | null)[] => {
  const groups = [...Map.groupBy(counted, ({ slice }) => slice[at] ?? null)]
  const wholes = groups.map(([value, its]) => ({ value, whole: wholeOf(its) }))
  const known = wholes.filter(({ value }) => value !== null)
  const byName = (a: { value: string | null }, b: { value: string | null }): number =>
    (a.value ?? '') < (b.value ?? '') ? -1 : 1
  const listed = isTime(dimension)
    ? known.sort(byName).slice(-most)
    : known
        .sort((a, b) => b.whole.failed.n - a.whole.failed.n || b.whole.reviewed.n - a.whole.reviewed.n || byName(a, b))
        .slice(0, most)
  const unknown = wholes.some(({ value }) => value === null)
  return [...listed.map(({ value }) => value), ...(unknown ? [null] : [])]
}

const combined = (lists: readonly (readonly (string | null)[])[]): readonly (readonly (string | null)[])[] =>
  lists.reduce<readonly (readonly (string | null)[])[]>(
    (all, list) => all.flatMap((values) => list.map((value) => [...values, value])),
    [[]],
  )

/**
 * Lays counted reviews out as rows of what was found and slices of where. `totals` are the same reviews counted without
 * any dimension: a review with two labels is one review. Slices without any review are left out.
 */
export const layOut = (
  by: readonly FailureDimension[],
  counted: readonly Counted[],
  totals: readonly Counted[],
  most: number,
): Layout => {
  const whole = wholeOf(totals)
  const lists = by.map((dimension, at) => chosen(counted, dimension, at, most))
  const listed = lists.map((list) => new Set(list))
  const [shown, hidden] = parted(counted, ({ slice }) => listed.every((list, at) => list.has(slice[at] ?? null)))
  const bySlice = Map.groupBy(shown, ({ slice }) => keyOf(slice))
  const slices = (by.length === 0 ? [] : combined(lists)).flatMap((values): Slice[] => {
    const its = bySlice.get(keyOf(values))
    const summed = its && wholeOf(its)
    return summed && summed.reviewed.n > 0 ? [{ values, whole: summed }] : []
  })
  const cells = slices.map(({ values }) => tallies(bySlice.get(keyOf(values)) ?? []))
  const rows = rowsOf(totals).map(
    ({ what, tally }): LaidRow => ({
      what,
      total: rateOf(tally, baseOf(what, whole)),
      cells: slices.map((slice, at) => rateOf(cells[at]?.get(whatKey(what)) ?? NONE, baseOf(what, slice.whole))),
    }),
  )
  const more = new Set(hidden.flatMap(({ slice, what }) => (what === null ? [keyOf(slice)] : [])))
  return { whole, slices, moreSlices: more.size, rows }
}

const parted = <T>(list: readonly T[], fits: (one: T) => boolean): readonly [readonly T[], readonly T[]] => {
  const parts: readonly [T[], T[]] = [[], []]
  for (const one of list) parts[fits(one) ? 0 : 1].push(one)
  return parts
}

const tallies = (counted: readonly Counted[]): ReadonlyMap<string, Tally> =>
  new Map(rowsOf(counted).map(({ what, tally }) => [whatKey(what), tally]))
