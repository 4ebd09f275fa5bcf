import { statSync } from 'node:fs'
import { dropImportIndexes, missingIndexes } from '../store/import-indexes.ts'
import type { JobContext, LocalFile } from './job.ts'

/** Below this, indexes kept row by row cost no time worth mentioning. */
const WORTH_IT_BYTES = 8_000_000
/** Rows whose indexes are made within some tenths of a second: what a person may have to wait once. */
const SOON_ROWS = 100_000

/** The indexes that a project's first import leaves out until its end. */
export type LateIndexes = {
  /** Leaves them out where the project is empty and there is much to come in. */
  begin(files: readonly LocalFile[]): void
  /** Somebody works meanwhile: where little has come in so far, the indexes are made now and kept from here on. */
  deskWaited(rows: number): void
  /** Makes what is missing, whichever import left it out; the desk has its turn between one index and the next. */
  end(): void
}

export const createLateIndexes = (context: JobContext): LateIndexes => {
  const { store } = context
  let late = false
  const end = (): void => {
    late = false
    store.db.pragma('foreign_keys = ON')
    const missing = missingIndexes(store)
    if (missing.length === 0) return
    // Sorting is what takes the time; the reading thread has left it a core. It holds two buffers as large as the cache.
    store.db.pragma('threads = 1')
    store.db.pragma('cache_size = -24576')
    for (const [index, sql] of missing.entries()) {
      context.progress(index, missing.length, 'indexes')
      context.yieldToDesk()
      store.write((write) => void write.db.exec(sql))
    }
    store.db.pragma('threads = 0')
    store.db.pragma('cache_size = -65536')
  }
  return {
    begin: (files) => {
      const isEmpty = store.prepare('SELECT 1 FROM cases LIMIT 1').get() === undefined
      if (!isEmpty) return end()
      late =
        files.reduce((bytes, { path }) => bytes + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0) >=
        WORTH_IT_BYTES
      if (!late) return
      store.write(dropImportIndexes)
      // What the rows of an empty project refer to, this import has written a moment before.
      store.db.pragma('foreign_keys = OFF')
    },
    deskWaited: (rows) => {
      if (late && rows < SOON_ROWS) end()
    },
    end,
  }
}
