import { z } from 'zod'
import type { Store } from '../store/store.ts'

/** What a commit may take while somebody reviews, and while nobody does, in milliseconds. */
const REVIEWED_MS = 20
const ALONE_MS = 80
/** Somebody who wrote within this time is still there. */
const QUIET_MS = 120_000
const FEWEST_ROWS = 100
const MOST_ROWS = 20_000

/** How many rows the next transaction may take. */
export type Pace = {
  rows(): number
  /** The desk had to wait for this import. */
  deskWaited(): void
  /** How long the commit of so many rows took. */
  committed(rows: number, ms: number): void
}

/**
 * Large transactions are fast, because rows that share an index page write it once; but the desk cannot write while one is
 * committed. So they grow while nobody reviews, and are as small as a quick commit asks for while somebody does.
 */
export const createPace = (now: () => number = () => performance.now()): Pace => {
  let rows = 1000
  let waited = Number.NEGATIVE_INFINITY
  return {
    rows: () => rows,
    deskWaited: () => {
      const alone = now() - waited > QUIET_MS
      waited = now()
      if (alone) rows = Math.min(rows, 500)
    },
    committed: (written, ms) => {
      const target = now() - waited > QUIET_MS ? ALONE_MS : REVIEWED_MS
      // A short transaction says little about what a full one takes, unless it took too long.
      if (written < rows / 2 && ms < target) return
      const change = Math.min(1.5, Math.max(0.5, target / Math.max(ms, 0.1)))
      rows = Math.round(Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, Math.min(rows, written * 2) * change)))
    },
  }
}

const CheckpointResult = z.array(z.object({ log: z.number() }))

/** 64 MB of pages: what they share is written back once, and a person's commit beside it is not held up for long. */
const FRAMES_BETWEEN = 16_384

/**
 * Writes the log back into the database between transactions, where it holds up nobody, instead of within a commit.
 * `after` is told how many rows each transaction wrote.
 */
export const createCheckpoints = (store: Store): { after(rows: number): void; end(): void } => {
  store.db.pragma('wal_autocheckpoint = 0')
  let rows = 0
  let framesPerRow = 3
  return {
    after: (written) => {
      rows += written
      if (rows * framesPerRow < FRAMES_BETWEEN) return
      const [result] = CheckpointResult.parse(store.db.pragma('wal_checkpoint(PASSIVE)'))
      if (result && result.log > 0) framesPerRow = Math.max(0.1, result.log / rows)
      rows = 0
    },
    end: () => void store.db.pragma('wal_autocheckpoint = 1000'),
  }
}
