import { DeskError } from '../../../shared/contract/errors.ts'
import { datasetAsked } from '../../../shared/domain/lineage/dataset-meant.ts'
import type { DatasetVersion } from '../../../shared/model/dataset.ts'
import { listDatasets } from './datasets.ts'
import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>

/** A dataset version with what only the database knows of it. */
export type VersionRow = {
  readonly rowId: number
  readonly parentRow: number | null
  /** The state it froze is that at this clock; what was decided after it is not in it. */
  readonly stateClock: string
  /** When it was there. */
  readonly clock: string
  readonly name: string
  readonly number: number
  readonly version: DatasetVersion
}

type Clocks = { readonly id: number; readonly parent_id: number | null; readonly clock: string; readonly state: string }

/** Every dataset version, oldest first. */
export const versionRows = (store: Reader): readonly VersionRow[] => {
  const clocks = new Map(
    store
      .prepare<Clocks>(
        `SELECT d.id, d.parent_id, d.clock, coalesce(e.clock, '') AS state FROM dataset_versions d
         LEFT JOIN log_entries e ON e.desk_id = d.desk_id AND e.sequence = d.log_sequence`,
      )
      .all()
      .map((row) => [row.id, row]),
  )
  return listDatasets(store)
    .toReversed()
    .flatMap(({ row, version }) => {
      const { name, number } = version
      const found = clocks.get(row)
      if (!found) return []
      return {
        rowId: row,
        parentRow: found.parent_id,
        stateClock: found.state,
        clock: found.clock,
        name,
        number,
        version,
      }
    })
}

/** The version of this name ("shelves@3", "shelves" for the newest). Throws `not-found`. */
export const versionNamed = (name: string, versions: readonly VersionRow[]): VersionRow => {
  const found = datasetAsked(name, versions)
  if (found) return found
  const known = versions.map((one) => `${one.name}@${one.number}`)
  const there = known.length === 0 ? 'None has been built yet' : `There are ${known.slice(-20).join(', ')}`
  throw new DeskError('not-found', `There is no dataset version ${JSON.stringify(name)}. ${there}.`)
}
