import type { Cluster, Wanted } from './wanted.ts'

/** Splits closer to their shares than this, of their size, are left as they are. */
const CLOSE = 0.002
/** Moves at most; each makes the whole more even, so that more of them are seldom found. */
const MOVES = 2000
/** Labels tried for one move, the most uneven first. */
const TRIED = 20
/** Sets of a label tried for one move: the larger ones come first, and of many equals any will do. */
const SETS = 2000

type Cell = { readonly split: number; readonly label: number; readonly uneven: number }

/** The labels and splits that are furthest from their shares, the furthest first. */
const worstCells = (wanted: Wanted): readonly Cell[] => {
  const cells: Cell[] = []
  for (let split = 0; split < wanted.splits; split++)
    for (let label = 0; label < wanted.numbers; label++) {
      const uneven = wanted.uneven(split, label)
      if (Math.abs(uneven) <= CLOSE) continue
      const last = cells.at(-1)
      if (cells.length === TRIED && last && Math.abs(uneven) <= Math.abs(last.uneven)) continue
      cells.push({ split, label, uneven })
      cells.sort((a, b) => Math.abs(b.uneven) - Math.abs(a.uneven))
      if (cells.length > TRIED) cells.pop()
    }
  return cells
}

type Move = { readonly cluster: Cluster; readonly to: number; readonly gain: number }

/** The move that helps most: a set of the label out of a split that has too many, or into one that has too few. */
const bestMove = (own: readonly Cluster[], { split, uneven }: Cell, wanted: Wanted): Move | null => {
  let best: Move | null = null
  let tried = 0
  for (const cluster of own) {
    if ((cluster.split === split) === uneven > 0) continue
    if (++tried > SETS) break
    const places = uneven > 0 ? [split] : Array.from({ length: wanted.splits }, (_, at) => at)
    for (const to of places) {
      if (to === cluster.split) continue
      const gain = wanted.gain(cluster, to)
      if (gain > (best?.gain ?? 1e-12)) best = { cluster, to, gain }
    }
  }
  return best
}

/** Sets tried on either side of an exchange. */
const EXCHANGED = 60

/** Two sets that change places where neither alone could move: one with the label, and another from where that one goes. */
const exchange = (own: readonly Cluster[], all: readonly Cluster[], { split }: Cell, wanted: Wanted): boolean => {
  for (const cluster of own.filter((one) => one.split === split).slice(-EXCHANGED)) {
    for (let to = 0; to < wanted.splits; to++) {
      if (to === split) continue
      const first = wanted.gain(cluster, to)
      wanted.give(cluster, to)
      const others = all.filter((one) => one.split === to && one !== cluster).slice(-EXCHANGED)
      const back = others.find((other) => first + wanted.gain(other, split) > 1e-12)
      if (back) {
        wanted.give(back, split)
        return true
      }
      wanted.give(cluster, split)
    }
  }
  return false
}

/** Moves sets from split to split for as long as that brings the shares of labels, and the sizes, closer to what is wanted. */
export const evenOut = (ofLabel: ReadonlyMap<number, readonly Cluster[]>, wanted: Wanted): void => {
  const all = ofLabel.get(wanted.numbers - 1) ?? []
  for (let moves = 0; moves < MOVES; moves++) {
    const cells = worstCells(wanted)
    if (cells.length === 0) return
    const ownOf = ({ label }: Cell): readonly Cluster[] => ofLabel.get(label) ?? []
    const improved = cells.some((cell) => {
      const move = bestMove(ownOf(cell), cell, wanted)
      if (move !== null) wanted.give(move.cluster, move.to)
      return move !== null
    })
    if (!improved && !cells.some((cell) => exchange(ownOf(cell), all, cell, wanted))) return
  }
}
