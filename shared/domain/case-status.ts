import type { CaseStatus, Disposition } from '../model/review.ts'

/** What a worksheet says about where its case stands. */
export type WorksheetState = {
  readonly disposition: Disposition | null
  /** True while something in it differs from a fresh copy of the prediction. */
  readonly begun: boolean
}

/**
 * Where a case stands. Reviewed: somebody's active review (a verdict or imported truth) is there, and nothing asks
 * for another: a version of the taxonomy, or a relabel plan (`asked`). Otherwise the gravest that any worksheet says: flagged, skipped, started; else
 * waiting.
 */
export function caseStatus(activeReviews: number, worksheets: readonly WorksheetState[], asked = false): CaseStatus {
  if (activeReviews > 0 && !asked) return 'reviewed'
  if (worksheets.some((worksheet) => worksheet.disposition === 'flagged')) return 'flagged'
  if (worksheets.some((worksheet) => worksheet.disposition === 'skipped')) return 'skipped'
  return worksheets.some((worksheet) => worksheet.begun) ? 'started' : 'waiting'
}

/** `queue_entries.open`: 1 is to be looked at, 2 comes back after those, 0 is done with. */
export function queueOpen(status: CaseStatus): 0 | 1 | 2 {
  if (status === 'waiting' || status === 'started') return 1
  return status === 'skipped' ? 2 : 0
}
