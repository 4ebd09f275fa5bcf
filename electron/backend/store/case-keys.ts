import { contentId } from '../../../shared/domain/content-id.ts'
import { sha256 } from '../files/sha256.ts'
import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>

/**
 * The rows of all cases that have this key, one for each feed at most. A case's id follows from its feed and key, so that
 * no index on keys is needed.
 */
export function caseRowsByKey(store: Reader, key: string): number[] {
  const find = store.prepare<{ id: number }>('SELECT id FROM cases WHERE uid = ?')
  return feeds(store).flatMap((feed) => find.get(Buffer.from(contentId(sha256, 'case', feed, key), 'hex'))?.id ?? [])
}

/** Every feed that an import named; the unnamed one first. */
const feeds = (store: Reader): readonly string[] => [
  ...new Set([
    '',
    ...store
      .prepare<{ feed: string }>("SELECT DISTINCT coalesce(options ->> '$.feed', '') AS feed FROM imports")
      .all()
      .map((row) => row.feed),
  ]),
]
