import { resolve, sep } from 'node:path'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { Caller } from '../backend.ts'
import { refuseOccupied } from '../jobs/export-folder.ts'
import type { Store } from '../store/store.ts'

/** Where a caller may have something written; null for a download. Throws `not-allowed`, `bad-input`, `already-exists`. */
export const placeFor = (store: Store, to: string | undefined, caller: Caller): string | null => {
  if (to === undefined) return null
  if (!caller.mayNamePaths) {
    throw new DeskError('not-allowed', 'A browser cannot name folders. Leave the folder out and download the zip.')
  }
  const target = resolve(to)
  if (target === store.path || target.startsWith(store.path + sep)) {
    throw new DeskError('bad-input', `${target} lies inside the project. Name a folder outside ${store.path}.`)
  }
  refuseOccupied(target)
  return target
}
