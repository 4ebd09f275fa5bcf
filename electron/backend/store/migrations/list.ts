import { initial } from './0010-initial.ts'
import { codes } from './0020-codes.ts'
import { bulk } from './0030-bulk.ts'
import { record } from './0040-record.ts'
import { taxonomies } from './0050-taxonomies.ts'
import { findings } from './0060-findings.ts'
import { datasets } from './0070-datasets.ts'

/** In order. Numbered by tens; a published one never changes. */
export const MIGRATIONS: readonly { readonly version: number; readonly name: string; readonly sql: string }[] = [
  initial,
  codes,
  bulk,
  record,
  taxonomies,
  findings,
  datasets,
]

export const LATEST_VERSION = MIGRATIONS.at(-1)?.version ?? 0
