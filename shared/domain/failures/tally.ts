import type { FailureKind, FailureRate, FindingKind } from '../../model/failure.ts'
import type { Verdict } from '../../model/verdict.ts'
import { wilson } from '../wilson.ts'
import { isFailure } from './findings.ts'

/** Reviews added up: how many, and the sums of their weights and of those squared (all 1 where nothing is weighted). */
export type Tally = { readonly n: number; readonly weight: number; readonly squares: number }

export const NONE: Tally = { n: 0, weight: 0, squares: 0 }

export const added = (a: Tally, b: Tally): Tally => ({
  n: a.n + b.n,
  weight: a.weight + b.weight,
  squares: a.squares + b.squares,
})

/**
 * The share of `of` that `part` is. Weighted reviews: sum of weights over sum of weights (Hájek 1971), and Wilson's interval
 * on Kish's effective number, (sum of weights)² / sum of squared weights.
 */
export const rateOf = (part: Tally, of: Tally): FailureRate => {
  if (of.n === 0 || of.weight === 0) return { count: part.n, of: of.n, rate: null, low: null, high: null }
  const effective = of.weight ** 2 / of.squares
  const share = Math.min(1, part.weight / of.weight)
  return { count: part.n, of: of.n, ...wilson(Math.min(share * effective, effective), effective) }
}

/** So many of so many, each counting once. */
export const plainRate = (count: number, of: number): FailureRate =>
  rateOf({ n: count, weight: count, squares: count }, { n: of, weight: of, squares: of })

/** Reviews that say one thing of one slice; `slice` holds the names of its values, null unknown. */
export type Counted = {
  readonly kind: FindingKind
  /** Of the kinds that tell no error or cause. */
  readonly verdict: Verdict | null
  /** Null of the kinds that only say what was reviewed. */
  readonly what: FailureKind | null
  readonly slice: readonly (string | null)[]
  readonly tally: Tally
}

/** What a slice's reviews come to: all of them, those that could tell, those that found it wrong. */
export type Whole = { readonly reviewed: Tally; readonly decided: Tally; readonly failed: Tally }

const NOTHING: Whole = { reviewed: NONE, decided: NONE, failed: NONE }

const counting = (whole: Whole, { kind, verdict, tally }: Counted): Whole => {
  const { reviewed, decided, failed } = whole
  if (kind === 'failure') return { ...whole, failed: added(failed, tally) }
  if (kind !== 'judged' && kind !== 'label') return whole
  return {
    failed,
    reviewed: added(reviewed, tally),
    decided: verdict === 'cannot-tell' ? decided : added(decided, tally),
  }
}

export const wholeOf = (counted: readonly Counted[]): Whole => counted.reduce(counting, NOTHING)

/** What an error's share is of, and a cause's: who cannot tell what is right finds no error, but may say a cause. */
export const baseOf = (what: FailureKind, whole: Whole): Tally =>
  what.kind === 'cause' ? whole.reviewed : whole.decided

/** Tells what a row counts; two of the same are one row. */
export const whatKey = (what: FailureKind): string => {
  switch (what.kind) {
    case 'any':
      return 'any'
    case 'error':
      return `error ${what.error}`
    case 'cause':
      return `cause ${what.cause}`
  }
}

export type Row = { readonly what: FailureKind; readonly tally: Tally }

const KINDS = ['any', 'error', 'cause'] as const

/** Everything found, each once: any failure, then error types, then causes, the most frequent first. */
export const rowsOf = (counted: readonly Counted[]): readonly Row[] => {
  const rows = new Map<string, Row>()
  for (const { what, verdict, tally } of counted) {
    if (what === null || (verdict !== null && !isFailure(verdict))) continue
    const key = whatKey(what)
    rows.set(key, { what, tally: added(rows.get(key)?.tally ?? NONE, tally) })
  }
  return [...rows.values()].sort(
    (a, b) =>
      KINDS.indexOf(a.what.kind) - KINDS.indexOf(b.what.kind) ||
      b.tally.n - a.tally.n ||
      (whatKey(a.what) < whatKey(b.what) ? -1 : 1),
  )
}
