import { randomBytes } from 'node:crypto'
import { canonicalJson } from '../../../shared/domain/canonical-json.ts'
import { hex } from '../../../shared/domain/hash.ts'
import { leafHash, merkleRoot } from '../../../shared/domain/merkle.ts'
import type { DeskId } from '../../../shared/model/ids.ts'
import { sha256 } from '../files/sha256.ts'
import type { LogEntry, Store, Write } from './store.ts'

/**
 * The record: an append-only RFC 6962 log for each desk. A leaf is the canonical JSON of who, when, what and a salted
 * hash of the payload, so that a payload can be erased and the log still verifies.
 */
export const appendEntry = (write: Pick<Write, 'prepare' | 'clock' | 'deskId'>, entry: LogEntry): number => {
  const sequence = lastSequence(write, write.deskId) + 1
  const salt = randomBytes(16)
  const payload = canonicalJson(entry.payload)
  const metadata = canonicalJson({
    desk: write.deskId,
    sequence,
    clock: write.clock,
    person: entry.personId,
    kind: entry.kind,
    summary: entry.summary,
    payload: payloadHash(salt, payload),
  })
  write
    .prepare(
      `INSERT INTO log_entries (desk_id, sequence, clock, person_id, kind, metadata, leaf_hash, salt, payload)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      write.deskId,
      sequence,
      write.clock,
      entry.personId,
      entry.kind,
      metadata,
      leafHash(sha256, Buffer.from(metadata)),
      salt,
      payload,
    )
  return sequence
}

/** The sequence of a desk's last entry; -1 before the first. */
export const lastSequence = (store: Pick<Store, 'prepare'>, deskId: DeskId): number =>
  store.prepare<{ last: number | null }>('SELECT max(sequence) AS last FROM log_entries WHERE desk_id = ?').get(deskId)
    ?.last ?? -1

const payloadHash = (salt: Uint8Array, payload: string): string =>
  hex(sha256(Buffer.concat([salt, Buffer.from(payload)])))

export type RecordCheck = {
  readonly ok: boolean
  readonly desks: readonly { readonly deskId: string; readonly entries: number; readonly root: string }[]
  readonly problems: readonly { readonly deskId: string; readonly sequence: number; readonly what: string }[]
}

type Row = {
  desk_id: string
  sequence: number
  clock: string
  kind: string
  person_id: string
  metadata: string
  leaf_hash: Buffer
  salt: Buffer | null
  payload: string | null
}

/** Recomputes every hash of the record and says what does not fit, entry by entry. */
export const checkRecord = (store: Pick<Store, 'prepare'>): RecordCheck => {
  const problems: { deskId: string; sequence: number; what: string }[] = []
  const leaves = new Map<string, Uint8Array[]>()
  const previous = new Map<string, Row>()
  for (const row of store.prepare<Row>('SELECT * FROM log_entries ORDER BY desk_id, sequence').iterate()) {
    const before = previous.get(row.desk_id)
    const report = (what: string): void => void problems.push({ deskId: row.desk_id, sequence: row.sequence, what })
    if (row.sequence !== (before?.sequence ?? -1) + 1) report('entries before this one are missing')
    if (before && row.clock < before.clock) report('its clock is earlier than that of the entry before')
    for (const what of entryProblems(row)) report(what)
    previous.set(row.desk_id, row)
    const hashes = leaves.get(row.desk_id)
    if (hashes) hashes.push(row.leaf_hash)
    else leaves.set(row.desk_id, [row.leaf_hash])
  }
  const desks = [...leaves].map(([deskId, hashes]) => ({
    deskId,
    entries: hashes.length,
    root: hex(merkleRoot(sha256, hashes)),
  }))
  return { ok: problems.length === 0, desks, problems }
}

const entryProblems = (row: Row): string[] => {
  const problems: string[] = []
  if (hex(leafHash(sha256, Buffer.from(row.metadata))) !== hex(row.leaf_hash)) {
    problems.push('what it says does not match its hash')
  }
  let said: unknown
  try {
    said = JSON.parse(row.metadata)
  } catch {
    return [...problems, 'what it says is not JSON']
  }
  const stated = { desk: row.desk_id, sequence: row.sequence, clock: row.clock, person: row.person_id, kind: row.kind }
  for (const [key, value] of Object.entries(stated)) {
    if (member(said, key) !== value) problems.push(`its ${key} was changed beside the log`)
  }
  if (row.salt && row.payload !== null) {
    if (member(said, 'payload') !== payloadHash(row.salt, row.payload)) problems.push('its payload does not match')
  } else if (row.salt || row.payload !== null) {
    problems.push('its payload was erased only in part')
  }
  return problems
}

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
