import { initial } from './0010-initial.ts'
import { codes } from './0020-codes.ts'
import { bulk } from './0030-bulk.ts'
import { record } from './0040-record.ts'

/** In order. Numbered by tens; a published one never changes. */
export const MIGRATIONS: readonly { readonly version: number; readonly name: string; readonly sql: string }[] = [
  initial,
  codes,
  bulk,
  record,
]

export const LATEST_VERSION = MIGRATIONS.at(-1)?.version ?? 0
