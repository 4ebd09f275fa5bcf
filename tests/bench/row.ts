/** One measurement. `pass` is null where a row is there for comparison only. */
export type Row = {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The target in words: "≤ 50". */
  readonly target: string
  readonly pass: boolean | null
}

export type Bench = {
  /** The part of a row's name before its first dot. */
  readonly name: string
  run(): Promise<readonly Row[]>
}

/** The value below which a share of the sorted samples lies (nearest rank). */
export const percentile = (samples: readonly number[], share: number): number => {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
