import { randomBytes } from 'node:crypto'
import { canonicalJson } from '../../../shared/domain/canonical-json.ts'
import { hex } from '../../../shared/domain/hash.ts'
import { BLOCK_LEAVES, leafHash, merkleRoot } from '../../../shared/domain/merkle.ts'
import type { DeskId } from '../../../shared/model/ids.ts'
import type { Json } from '../../../shared/model/json.ts'
import { sha256 } from '../files/sha256.ts'
import type { LogEntry, Store, Write } from './store.ts'

/**
 * The record: an append-only RFC 6962 log for each desk. A leaf is the canonical JSON of who, when, what and a salted
 * hash of the payload, so that a payload can be erased and the log still verifies.
 */
export const appendEntry = (write: Pick<Write, 'prepare' | 'clock' | 'deskId'>, entry: LogEntry): number => {
  const sequence = lastSequence(write, write.deskId) + 1
  const salt = randomBytes(16)
  const payload = canonicalJson(wellFormed(entry.payload))
  const metadata = canonicalJson({
    desk: write.deskId,
    sequence,
    clock: write.clock,
    person: entry.personId,
    kind: entry.kind,
    summary: wellFormed(entry.summary),
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
  if ((sequence + 1) % BLOCK_LEAVES === 0) keepCheckpoint(write, write.deskId, Math.floor(sequence / BLOCK_LEAVES))
  return sequence
}

/** Half a character, as a text cut within an emoji ends in, is stored as U+FFFD everywhere else; canonical JSON holds none. */
const wellFormed = (value: Json): Json => {
  if (typeof value === 'string') return value.toWellFormed()
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map(wellFormed)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toWellFormed(), wellFormed(inner)]))
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** The sequence of a desk's last entry; -1 before the first. */
export const lastSequence = (store: Pick<Store, 'prepare'>, deskId: DeskId): number =>
  store.prepare<{ last: number | null }>('SELECT max(sequence) AS last FROM log_entries WHERE desk_id = ?').get(deskId)
    ?.last ?? -1

export const payloadHash = (salt: Uint8Array, payload: string): string =>
  hex(sha256(Buffer.concat([salt, Buffer.from(payload)])))

/** A full block's hash is kept: whoever changes one of its entries later must change it too. */
const keepCheckpoint = (write: Pick<Write, 'prepare'>, deskId: DeskId, block: number): void => {
  const leaves = leafHashes(write, deskId, block * BLOCK_LEAVES, (block + 1) * BLOCK_LEAVES)
  write
    .prepare('INSERT OR REPLACE INTO log_checkpoints (desk_id, block, hash) VALUES (?, ?, ?)')
    .run(deskId, block, merkleRoot(sha256, leaves))
}

/** The stored leaf hashes of a desk's log, from a sequence up to but not including another. */
export const leafHashes = (
  store: Pick<Store, 'prepare'>,
  deskId: string,
  from: number,
  until: number,
): readonly Uint8Array[] =>
  store
    .prepare<{ leaf_hash: Buffer }>(
      'SELECT leaf_hash FROM log_entries WHERE desk_id = ? AND sequence >= ? AND sequence < ? ORDER BY sequence',
    )
    .all(deskId, from, until)
    .map((row) => row.leaf_hash)
