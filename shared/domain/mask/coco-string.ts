/**
 * COCO's compressed run lengths (maskApi.c, rleFrString and rleToString): base-32 digits with a sign, each run from the
 * third on as the difference from the run two before it.
 */

/** The run lengths of a compressed string; null where it is none. */
export const runsOfString = (text: string): number[] | null => {
  const runs: number[] = []
  let at = 0
  while (at < text.length) {
    let value = 0
    let shift = 0
    let more = true
    while (more) {
      if (at >= text.length || shift > 25) return null
      const digit = text.charCodeAt(at) - 48
      if (digit < 0 || digit > 63) return null
      value |= (digit & 0x1f) << shift
      more = (digit & 0x20) !== 0
      shift += 5
      at += 1
      if (!more && (digit & 0x10) !== 0) value |= -1 << shift
    }
    runs.push(runs.length > 2 ? value + (runs[runs.length - 2] ?? 0) : value)
  }
  return runs
}

/** The compressed string of run lengths; `runsOfString` reads them back. Runs are below 2^29, as in COCO. */
export const stringOfRuns = (runs: readonly number[]): string => {
  let text = ''
  for (const [index, run] of runs.entries()) {
    let value = index > 2 ? run - (runs[index - 2] ?? 0) : run
    for (;;) {
      const digit = value & 0x1f
      value >>= 5
      const done = value === ((digit & 0x10) === 0 ? 0 : -1)
      text += String.fromCharCode((done ? digit : digit | 0x20) + 48)
      if (done) break
    }
  }
  return text
}
