import { ReviewId } from '../../../shared/model/ids.ts'
import { countUnfound, writeFindings } from '../store/findings.ts'
import { readReview } from '../store/reviews.ts'
import { createTurns } from './in-turns.ts'
import type { JobContext, JobRun } from './job.ts'

/** Reviews looked up at a time. */
const RUN = 500

type Unfound = {
  readonly id: string
  readonly case_id: number
  readonly prediction_id: number | null
  readonly active: number
}

/**
 * Works out what reviews found wrong whose findings are not in, or are told in words that are read otherwise now. Each is
 * marked when it is done, so that a stopped run goes on where it was. Answers how many there were.
 */
export const workOutFailures = (context: JobContext): number => {
  const { store } = context
  const turns = createTurns(context)
  const next = store.prepare<Unfound>(
    `SELECT id, case_id, prediction_id, active FROM reviews WHERE found = 0 LIMIT ${RUN}`,
  )
  const total = countUnfound(store)
  let done = 0
  try {
    for (let rows = next.all(); rows.length > 0; rows = next.all()) {
      let at = 0
      turns.steps((write) => {
        const row = rows[at++]
        if (row === undefined) return false
        const review = readReview(write, ReviewId.parse(row.id))
        // The desk may have withdrawn, superseded or erased it since it was looked up.
        const now = write.prepare<{ active: number }>('SELECT active FROM reviews WHERE id = ?').get(row.id)
        if (review && now)
          writeFindings(write, review, {
            caseRow: row.case_id,
            predictionRow: row.prediction_id,
            active: now.active === 1,
          })
        done += 1
        return true
      })
      context.progress(done, Math.max(done, total), 'reviews')
    }
    if (done > 0) context.changed()
    return done
  } finally {
    turns.end()
  }
}

export const run: JobRun<'find-failures'> = async (context) => ({ reviews: workOutFailures(context) })
