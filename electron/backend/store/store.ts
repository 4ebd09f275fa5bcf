import type BetterSqlite3 from 'better-sqlite3'
import type { DeskId, PersonId, ProjectId } from '../../../shared/model/ids.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { LogKind } from '../../../shared/model/record.ts'

/** Entries of the record: who decided what. `payload` may hold text and can be erased; `summary` must not. */
export type LogEntry = {
  readonly kind: LogKind
  readonly personId: PersonId
  /** Facts without anybody's text: ids, counts, versions. Canonical JSON goes into the leaf. */
  readonly summary: { readonly [key: string]: Json }
  /** The whole of what was decided; only its salted hash goes into the leaf. */
  readonly payload: Json
}

/** What a write transaction may do beyond SQL. Its clock is one and the same for all it writes. */
export type Write = {
  readonly db: BetterSqlite3.Database
  /** This transaction's hybrid logical clock, fixed-width text. */
  readonly clock: string
  readonly deskId: DeskId
  /** Prepares once and keeps, as `Store.prepare`. */
  prepare<Row = unknown>(sql: string): BetterSqlite3.Statement<unknown[], Row>
  /** Appends to the record in this transaction; answers the entry's sequence. */
  log(entry: LogEntry): number
}

/** An open project: one SQLite connection and what stands beside it. */
export type Store = {
  /** For reading. Writes go through `write`. */
  readonly db: BetterSqlite3.Database
  /** The `NAME.secondlook` folder. */
  readonly path: string
  readonly projectId: ProjectId
  readonly deskId: DeskId
  /** This process is the project's desk: it holds its lock. */
  readonly locked: boolean
  /** One immediate transaction: all of it or nothing. Asks a running job to let it through first. Not reentrant. */
  write<T>(work: (write: Write) => T): T
  /** Prepares once and keeps: the statement for this SQL text on this connection. */
  prepare<Row = unknown>(sql: string): BetterSqlite3.Statement<unknown[], Row>
  close(): void
}
