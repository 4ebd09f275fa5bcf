import { hex } from '../../../shared/domain/hash.ts'
import { BLOCK_LEAVES, leafHash, merkleRoot } from '../../../shared/domain/merkle.ts'
import {
  RECORD_PROBLEMS,
  type RecordCheck,
  type RecordHead,
  type RecordProblem,
  type RecordProblemCode,
} from '../../../shared/model/record.ts'
import { sha256 } from '../files/sha256.ts'
import { payloadHash } from './record.ts'
import { headProblems } from './record-head.ts'
import type { Store } from './store.ts'

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
type Log = RecordHead['logs'][number]
type Report = (deskId: string, code: RecordProblemCode, sequence: number, last?: number) => void

/** Entries between two calls of `step`. */
const STEP = 1000

/**
 * Recomputes every hash of the record and says what does not fit, entry by entry, checkpoint by checkpoint and, with a
 * head, against that: then whatever was changed, left out, moved or cut off before it is found in its block of 256.
 * `step` hears how far it is and may throw to stop it.
 */
export const checkRecord = (
  store: Pick<Store, 'prepare' | 'projectId'>,
  head: RecordHead | null = null,
  step: (done: number) => void = () => {},
): RecordCheck => {
  const problems: RecordProblem[] = []
  const report: Report = (deskId, code, sequence, last = sequence) =>
    void problems.push({ deskId, sequence, last, code, what: RECORD_PROBLEMS[code] })
  const desks: RecordCheck['desks'] = []
  const erasures = createErasures()
  const keys = new Set<string>()
  const promised = new Map<string, Log>(head?.logs.map((log) => [log.deskId, log]))
  let reader: LogReader | null = null
  const close = (): void => void (reader && desks.push(reader.close()))
  let done = 0
  for (const row of store.prepare<Row>('SELECT * FROM log_entries ORDER BY desk_id, sequence').iterate()) {
    if (reader?.deskId !== row.desk_id) {
      close()
      reader = readLog(row.desk_id, checkpointsOf(store, row.desk_id), promised.get(row.desk_id) ?? null, report)
      promised.delete(row.desk_id)
    }
    const said = reader.take(row)
    erasures.take(row, said)
    if (row.kind === 'key') keys.add(`${row.desk_id} ${String(member(member(said, 'summary'), 'key'))}`)
    if (++done % STEP === 0) step(done)
  }
  close()
  for (const log of promised.values()) report(log.deskId, 'head-end', 0, log.size - 1)
  for (const { deskId, sequence } of erasures.unsaid()) report(deskId, 'erased-unsaid', sequence)
  if (head !== null) {
    const named = keys.has(`${head.deskId} ${head.key}`)
    for (const code of headProblems(head, store.projectId, named)) report(head.deskId, code, -1)
  }
  return { ok: problems.length === 0, desks, problems: problems.sort(inOrder) }
}

const inOrder = (a: RecordProblem, b: RecordProblem): number =>
  a.deskId === b.deskId ? a.sequence - b.sequence || a.last - b.last : a.deskId < b.deskId ? -1 : 1

const checkpointsOf = (store: Pick<Store, 'prepare'>, deskId: string): ReadonlyMap<number, string> =>
  new Map(
    store
      .prepare<{ block: number; hash: Buffer }>('SELECT block, hash FROM log_checkpoints WHERE desk_id = ?')
      .all(deskId)
      .map(({ block, hash }) => [block, hex(hash)]),
  )

/** Whose payloads are gone, and of which the record says that they were erased. */
const createErasures = () => {
  const gone: { readonly deskId: string; readonly sequence: number }[] = []
  const told = new Set<string>()
  return {
    take: (row: Row, said: unknown): void => {
      if (row.salt === null && row.payload === null) gone.push({ deskId: row.desk_id, sequence: row.sequence })
      const entries = row.kind === 'erasure' ? member(member(said, 'summary'), 'entries') : null
      if (Array.isArray(entries)) for (const entry of entries) told.add(String(entry))
    },
    unsaid: () => gone.filter(({ deskId, sequence }) => !told.has(`${deskId} ${sequence}`)),
  }
}

type LogReader = {
  readonly deskId: string
  /** Answers what the entry says; undefined where that cannot be read. */
  take(row: Row): unknown
  close(): RecordCheck['desks'][number]
}

const readLog = (
  deskId: string,
  checkpoints: ReadonlyMap<number, string>,
  promised: Log | null,
  report: Report,
): LogReader => {
  const blocks: Uint8Array[] = []
  const promisedBlocks: Uint8Array[] = []
  let different = false
  let before: Row | null = null
  let entries = 0
  let open = { block: 0, leaves: [] as Uint8Array[], promised: [] as Uint8Array[] }
  const differs = (block: number, leaves: readonly Uint8Array[]): void => {
    if (promised === null || leaves.length === 0) return
    const hash = merkleRoot(sha256, leaves)
    promisedBlocks.push(hash)
    if (promised.blocks[block] === undefined || promised.blocks[block] === hex(hash)) return
    different = true
    const first = block * BLOCK_LEAVES
    report(deskId, 'head-block', first, Math.min(first + BLOCK_LEAVES, promised.size) - 1)
  }
  const closeBlock = (): void => {
    if (open.leaves.length === 0) return
    const hash = merkleRoot(sha256, open.leaves)
    blocks.push(hash)
    const kept = checkpoints.get(open.block)
    const first = open.block * BLOCK_LEAVES
    if (kept !== undefined && kept !== hex(hash)) report(deskId, 'checkpoint', first, first + BLOCK_LEAVES - 1)
    differs(open.block, open.promised)
  }
  return {
    deskId,
    take: (row) => {
      if (row.sequence !== (before?.sequence ?? -1) + 1) report(deskId, 'missing', row.sequence)
      if (before && row.clock < before.clock) report(deskId, 'clock', row.sequence)
      before = row
      entries++
      const block = Math.floor(row.sequence / BLOCK_LEAVES)
      if (block !== open.block) {
        closeBlock()
        open = { block, leaves: [], promised: [] }
      }
      const leaf = leafHash(sha256, Buffer.from(row.metadata))
      open.leaves.push(leaf)
      if (promised && row.sequence < promised.size) open.promised.push(leaf)
      const { said, codes } = readEntry(row, leaf)
      for (const code of codes) report(deskId, code, row.sequence)
      return said
    },
    close: () => {
      closeBlock()
      const end = (before?.sequence ?? -1) + 1
      if (promised) {
        if (end < promised.size) report(deskId, 'head-end', end, promised.size - 1)
        else if (!different && hex(merkleRoot(sha256, promisedBlocks)) !== promised.root)
          report(deskId, 'head-block', 0, promised.size - 1)
      }
      return { deskId, entries, root: hex(merkleRoot(sha256, blocks)) }
    },
  }
}

/** What an entry says, and what of it does not fit. */
const readEntry = (row: Row, leaf: Uint8Array): { said: unknown; codes: readonly RecordProblemCode[] } => {
  const codes: RecordProblemCode[] = []
  if (hex(leaf) !== hex(row.leaf_hash)) codes.push('hash')
  let said: unknown
  try {
    said = JSON.parse(row.metadata)
  } catch {
    return { said: undefined, codes: [...codes, 'json'] }
  }
  const stated = { desk: row.desk_id, sequence: row.sequence, clock: row.clock, person: row.person_id, kind: row.kind }
  if (Object.entries(stated).some(([key, value]) => member(said, key) !== value)) codes.push('columns')
  if (row.salt && row.payload !== null) {
    if (member(said, 'payload') !== payloadHash(row.salt, row.payload)) codes.push('payload')
  } else if (row.salt || row.payload !== null) {
    codes.push('erased-in-part')
  }
  return { said, codes }
}

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
