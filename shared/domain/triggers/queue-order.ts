/** Cases to be put in order, as columns: a million of them are sorted at once. */
export type Queued = {
  /** Case row ids, ascending: the source's order. */
  readonly caseIds: Float64Array
  /** Ranked cases: their priority. Audit cases: their draw. */
  readonly keys: Float64Array
  /** 1: drawn by the random audit. */
  readonly audit: Uint8Array
}

/** Indexes into the columns, in queue order. Every case is there exactly once. */
export type QueueOrder = Uint32Array

/**
 * Worst first, equals in the source's order; every `oneIn`th place goes to the audit, in draw order, for as long as both
 * have cases. A case that the audit drew stands in the audit's lane only, whatever else queues it: were it ranked, the
 * audit's worst cases would be looked at first, and what had been reviewed of it would no longer be a random sample.
 */
export const queueOrder = (queued: Queued, oneIn: number): QueueOrder => {
  const { caseIds, keys, audit } = queued
  const ranked: number[] = []
  const drawn: number[] = []
  for (let index = 0; index < caseIds.length; index += 1) (audit[index] === 1 ? drawn : ranked).push(index)
  const key = (index: number): number => keys[index] ?? 0
  // Indexes ascend with the source's order, so they break ties.
  const worst = Uint32Array.from(ranked).sort((a, b) => key(b) - key(a) || a - b)
  const audits = Uint32Array.from(drawn).sort((a, b) => key(a) - key(b) || a - b)
  const order = new Uint32Array(caseIds.length)
  let [nextRanked, nextDrawn] = [0, 0]
  for (let place = 1; place <= order.length; place += 1) {
    const auditsTurn = place % oneIn === 0
    const takeAudit = nextDrawn < audits.length && (auditsTurn || nextRanked >= worst.length)
    order[place - 1] = (takeAudit ? audits[nextDrawn++] : worst[nextRanked++]) ?? 0
  }
  return order
}
