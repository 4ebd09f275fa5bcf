import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>

/** The rows of the cases that have this key, one for each feed at most, in the source's order; of one feed where it is named. */
export const caseRowsByKey = (store: Reader, key: string, feed: string | null): number[] =>
  store
    .prepare<{ id: number }>(
      'SELECT case_id AS id FROM case_contents WHERE key = ? AND feed = coalesce(?, feed) ORDER BY case_id',
    )
    .all(key, feed)
    .map(({ id }) => id)
