import type { FailureKind } from '../../model/failure.ts'
import { coverOf } from './cover.ts'
import { whatKey } from './tally.ts'

/** A failure of one case: of which kind, about which label, in which slice (null: unknown, or not asked for). */
export type CaseFailure = {
  readonly caseRow: number
  readonly what: FailureKind
  readonly label: string | null
  readonly slice: string | null
}

export type PlanCell = {
  readonly what: FailureKind
  readonly label: string | null
  readonly slice: string | null
  /** Cases that fail so, near-duplicates as one where they are collapsed. */
  readonly cases: number
  /** How many of them the plan takes: as many as were asked for, or all there are. */
  readonly asked: number
}

export type PlanCase = {
  readonly caseRow: number
  /** Cells it covers, as places in the plan's cells. */
  readonly cells: readonly number[]
  /** Near-duplicates that it stands for, itself left out. */
  readonly standsFor: readonly number[]
}

export type RelabelPlan = {
  readonly cells: readonly PlanCell[]
  readonly cases: readonly PlanCase[]
  /** No plan that covers these cells has fewer cases. */
  readonly atLeast: number
  /** Cases that fail at all. */
  readonly failing: number
}

export type PlanWish = {
  readonly perCell: number
  /** Near-duplicates: sets of case rows that are taken for one. */
  readonly twins: readonly (readonly number[])[]
}

type Body = { readonly rows: readonly number[]; readonly cells: readonly number[] }

/**
 * The smallest set of cases such that every failure cell (what × label × slice) has as many of its cases in it as asked
 * for. Of near-duplicates one, that which fails in most cells itself, stands for all: what they show is the same.
 */
export const planRelabelling = (failures: readonly CaseFailure[], { perCell, twins }: PlanWish): RelabelPlan => {
  const places = new Map<string, number>()
  const cells: Pick<PlanCell, 'what' | 'label' | 'slice'>[] = []
  const own = new Map<number, Set<number>>()
  for (const { caseRow, what, label, slice } of failures) {
    const key = JSON.stringify([whatKey(what), label, slice])
    const place = places.get(key) ?? cells.push({ what, label, slice }) - 1
    places.set(key, place)
    own.set(caseRow, (own.get(caseRow) ?? new Set()).add(place))
  }
  const bodies = bodiesOf(own, twins)
  const there = cells.map(() => 0)
  for (const body of bodies) for (const cell of body.cells) there[cell] = (there[cell] ?? 0) + 1
  const asked = there.map((count) => Math.min(count, perCell))
  const { chosen, atLeast } = coverOf({ demands: asked, sets: bodies.map((body) => body.cells) })
  return {
    cells: cells.map((cell, at) => ({ ...cell, cases: there[at] ?? 0, asked: asked[at] ?? 0 })),
    cases: chosen.flatMap((at): PlanCase[] => {
      const body = bodies[at]
      if (!body) return []
      const [caseRow, ...standsFor] = body.rows
      return caseRow === undefined ? [] : [{ caseRow, cells: body.cells, standsFor }]
    }),
    atLeast,
    failing: own.size,
  }
}

/** Failing cases, twins as one: rows with the one that stands for them first, and all their cells. */
const bodiesOf = (own: ReadonlyMap<number, ReadonlySet<number>>, twins: PlanWish['twins']): readonly Body[] => {
  const size = (row: number): number => own.get(row)?.size ?? 0
  const groupOf = new Map<number, readonly number[]>()
  for (const group of twins) {
    const failing = group.filter((row) => own.has(row)).sort((a, b) => size(b) - size(a) || a - b)
    for (const row of failing) groupOf.set(row, failing)
  }
  const bodies: Body[] = []
  for (const row of own.keys()) {
    const rows = groupOf.get(row) ?? [row]
    // A group is taken once, where its first stands.
    if (rows[0] !== row) continue
    const cells = new Set(rows.flatMap((each) => [...(own.get(each) ?? [])]))
    bodies.push({ rows, cells: [...cells].sort((a, b) => a - b) })
  }
  return bodies
}
