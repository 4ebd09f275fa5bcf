import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DeskError } from '../../../shared/contract/errors.ts'
import { canonicalJson } from '../../../shared/domain/canonical-json.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { fromHex, hex } from '../../../shared/domain/hash.ts'
import {
  BLOCK_LEAVES,
  blockHashes,
  consistencyProof,
  merkleRoot,
  verifyConsistency,
} from '../../../shared/domain/merkle.ts'
import { DeskId, type PersonId } from '../../../shared/model/ids.ts'
import type { RecordHead, RecordProblemCode } from '../../../shared/model/record.ts'
import { sha256 } from '../files/sha256.ts'
import { leafHashes } from './record.ts'
import type { Store, Write } from './store.ts'

type Unsigned = Omit<RecordHead, 'signature'>

const signedBytes = (head: Unsigned): Buffer => Buffer.from(`second-look head 1\n${canonicalJson(head)}`)

/**
 * The desk's private key, made on first use. It never enters a project: whoever has only the project cannot sign for
 * this desk.
 */
const deskKey = (stateDir: string, deskId: DeskId): KeyObject => {
  const folder = join(stateDir, 'desks')
  const file = join(folder, `${deskId}.pem`)
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' })
    try {
      writeFileSync(file, pem, { mode: 0o600, flag: 'wx' })
    } catch (error) {
      // Another process of this desk was quicker: its key is the one.
      if (!existsSync(file)) throw error
    }
  }
  return createPrivateKey(readFileSync(file))
}

const publicHalf = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64')

/** The SHA-256 of a public key, as hex: what people compare. */
export const keyFingerprint = (key: string): string => hex(sha256(Buffer.from(key, 'base64')))

/** The record names each key that signs for a desk, so that a head can be told from one made elsewhere. */
const nameKey = (write: Write, personId: PersonId, key: string): void => {
  const known = write
    .prepare<{ metadata: string }>("SELECT metadata FROM log_entries WHERE desk_id = ? AND kind = 'key'")
    .all(write.deskId)
  if (known.some(({ metadata }) => JSON.parse(metadata).summary.key === key)) return
  write.log({ kind: 'key', personId, summary: { key }, payload: null })
}

/**
 * How far the project's logs have come, signed by this desk. With `since` it proves that it continues that head, and
 * throws `conflict` where it does not.
 */
export const makeHead = (
  store: Store,
  stateDir: string,
  personId: PersonId,
  since: RecordHead | null = null,
): RecordHead => {
  const privateKey = deskKey(stateDir, store.deskId)
  const key = publicHalf(privateKey)
  return store.write((write) => {
    nameKey(write, personId, key)
    const rows = write.prepare<{ desk_id: string }>('SELECT DISTINCT desk_id FROM log_entries ORDER BY desk_id').all()
    const leaves = new Map(rows.map(({ desk_id }) => [desk_id, leafHashes(write, desk_id, 0, Number.MAX_SAFE_INTEGER)]))
    const head: Unsigned = {
      secondLookHead: 1,
      projectId: store.projectId,
      deskId: store.deskId,
      personId,
      at: clockToInstant(write.clock),
      logs: [...leaves].map(([deskId, hashes]) => ({
        deskId: DeskId.parse(deskId),
        size: hashes.length,
        root: hex(merkleRoot(sha256, hashes)),
        blocks: blockHashes(sha256, hashes).map(hex),
      })),
      consistency: (since?.logs ?? []).map((log) => continues(log, leaves.get(log.deskId) ?? [])),
      key,
    }
    return { ...head, signature: sign(null, signedBytes(head), privateKey).toString('base64') }
  })
}

type Log = RecordHead['logs'][number]

const continues = ({ deskId, size, root }: Log, leaves: readonly Uint8Array[]): RecordHead['consistency'][number] => {
  if (size > leaves.length || hex(merkleRoot(sha256, leaves.slice(0, size))) !== root) {
    throw new DeskError(
      'conflict',
      `The record does not continue the earlier head: the log of desk ${deskId} is not what it was at its ${size} entries. Verify the project against that head to see where.`,
    )
  }
  return { deskId, size, root, proof: consistencyProof(sha256, leaves, size).map(hex) }
}

/** What is wrong with the head itself. `named` says that the project's record names its key. */
export const headProblems = (head: RecordHead, projectId: string, named: boolean): readonly RecordProblemCode[] => [
  ...(head.projectId === projectId ? [] : (['head-project'] as const)),
  ...(isSigned(head) ? [] : (['head-signature'] as const)),
  ...(named ? [] : (['head-key'] as const)),
  ...(head.logs.every(blocksMakeRoot) ? [] : (['head-hashes'] as const)),
  ...(head.consistency.every((earlier) => isContinued(head, earlier)) ? [] : (['head-consistency'] as const)),
]

const isSigned = ({ signature, ...head }: RecordHead): boolean => {
  try {
    const key = createPublicKey({ key: Buffer.from(head.key, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' && verify(null, signedBytes(head), key, Buffer.from(signature, 'base64'))
  } catch {
    // What is no key signs nothing.
    return false
  }
}

const blocksMakeRoot = ({ size, root, blocks }: Log): boolean =>
  blocks.length === Math.ceil(size / BLOCK_LEAVES) && hex(merkleRoot(sha256, blocks.map(fromHex))) === root

const isContinued = (head: RecordHead, earlier: RecordHead['consistency'][number]): boolean => {
  const now = head.logs.find(({ deskId }) => deskId === earlier.deskId)
  if (!now) return false
  const { size, root, proof } = earlier
  return verifyConsistency(sha256, size, now.size, proof.map(fromHex), fromHex(root), fromHex(now.root))
}
