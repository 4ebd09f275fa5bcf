#!/usr/bin/env node
/**
 * Checks the record of a Second Look project with nothing of Second Look: only Node 22.13 or newer.
 *
 *   node verify-record.mjs PROJECT.secondlook [--head head.json] [--json]
 *
 * Exit code 0: nothing was found. 1: something was; docs/record.md says what each word means. 2: it could not be checked.
 * Every entry is a leaf of an RFC 6962 Merkle tree, SHA-256(0x00 || metadata); a node is SHA-256(0x01 || left || right).
 * Every 256 leaves make a block, whose hash is kept as a checkpoint and stands in exported heads.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const BLOCK = 256

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
const node = (left, right) => sha256(Uint8Array.of(1), left, right)
const hex = (bytes) => Buffer.from(bytes).toString('hex')
const bytes = (text) => Buffer.from(text, 'hex')
const root = (leaves) => {
  let level = leaves
  while (level.length > 1) {
    const above = []
    for (let i = 0; i < level.length; i += 2) above.push(i + 1 < level.length ? node(level[i], level[i + 1]) : level[i])
    level = above
  }
  return level[0] ?? sha256('')
}

/** RFC 8785: members sorted, no white space. */
const canonical = (value) => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const members = Object.keys(value).sort()
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`
}

/** RFC 9162, 2.1.4.2: whether the tree of size1 and root1 is a prefix of that of size2 and root2. */
const isPrefix = (size1, size2, proof, root1, root2) => {
  if (size1 === size2) return proof.length === 0 && hex(root1) === hex(root2)
  if (size1 > size2 || proof.length === 0) return false
  const path = Number.isInteger(Math.log2(size1)) ? [root1, ...proof] : proof
  let [fn, sn] = [size1 - 1, size2 - 1]
  const up = () => ([fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)])
  while (fn % 2 === 1) up()
  let [fr, sr] = [path[0], path[0]]
  for (const sibling of path.slice(1)) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      ;[fr, sr] = [node(sibling, fr), node(sibling, sr)]
      while (fn % 2 === 0 && fn !== 0) up()
    } else sr = node(sr, sibling)
    up()
  }
  return sn === 0 && hex(fr) === hex(root1) && hex(sr) === hex(root2)
}

const isSigned = ({ signature, ...head }) => {
  try {
    const key = createPublicKey({ key: Buffer.from(head.key, 'base64'), format: 'der', type: 'spki' })
    const said = Buffer.from(`second-look head 1\n${canonical(head)}`)
    return key.asymmetricKeyType === 'ed25519' && verify(null, said, key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

const headProblems = (head, projectId, named) => {
  const makesRoot = ({ size, blocks, root: stated }) =>
    blocks.length === Math.ceil(size / BLOCK) && hex(root(blocks.map(bytes))) === stated
  const continued = (earlier) => {
    const now = head.logs.find(({ deskId }) => deskId === earlier.deskId)
    const proof = earlier.proof.map(bytes)
    return now !== undefined && isPrefix(earlier.size, now.size, proof, bytes(earlier.root), bytes(now.root))
  }
  return [
    ...(head.projectId === projectId ? [] : ['head-project']),
    ...(isSigned(head) ? [] : ['head-signature']),
    ...(named ? [] : ['head-key']),
    ...(head.logs.every(makesRoot) ? [] : ['head-hashes']),
    ...(head.consistency.every(continued) ? [] : ['head-consistency']),
  ]
}

const entryProblems = (row, said) => {
  const codes = []
  if (said === undefined) return ['json']
  const stated = { desk: row.desk_id, sequence: row.sequence, clock: row.clock, person: row.person_id, kind: row.kind }
  if (Object.entries(stated).some(([key, value]) => said?.[key] !== value)) codes.push('columns')
  if (row.salt !== null && row.payload !== null) {
    if (said?.payload !== hex(sha256(row.salt, row.payload))) codes.push('payload')
  } else if (row.salt !== null || row.payload !== null) codes.push('erased-in-part')
  return codes
}

const parse = (text) => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Rows of `log_entries` by desk and sequence, rows of `log_checkpoints`, the project's id, a head or null. */
export const checkRecord = ({ rows, checkpoints, projectId, head }) => {
  const problems = []
  const report = (deskId, code, sequence, last = sequence) => problems.push({ deskId, sequence, last, code })
  const kept = new Map(checkpoints.map(({ desk_id, block, hash }) => [`${desk_id} ${block}`, hex(hash)]))
  const promised = new Map((head?.logs ?? []).map((log) => [log.deskId, log]))
  const [desks, gone, told, keys] = [[], [], new Set(), new Set()]
  let log = null
  const closeBlock = () => {
    const { deskId, block, leaves, own, blocks, ownBlocks, promise } = log
    if (leaves.length === 0) return
    const first = block * BLOCK
    const stored = kept.get(`${deskId} ${block}`)
    blocks.push(root(leaves))
    if (stored !== undefined && stored !== hex(blocks.at(-1))) report(deskId, 'checkpoint', first, first + BLOCK - 1)
    if (own.length === 0) return
    ownBlocks.push(root(own))
    if (promise.blocks[block] === undefined || promise.blocks[block] === hex(ownBlocks.at(-1))) return
    log.different = true
    report(deskId, 'head-block', first, Math.min(first + BLOCK, promise.size) - 1)
  }
  const close = () => {
    if (log === null) return
    closeBlock()
    const { deskId, promise, next, entries, blocks, ownBlocks, different } = log
    if (promise && next < promise.size) report(deskId, 'head-end', next, promise.size - 1)
    else if (promise && !different && hex(root(ownBlocks)) !== promise.root)
      report(deskId, 'head-block', 0, promise.size - 1)
    desks.push({ deskId, entries, root: hex(root(blocks)) })
  }
  for (const row of rows) {
    const { desk_id: deskId, sequence } = row
    if (log?.deskId !== deskId) {
      close()
      const fresh = { entries: 0, next: 0, clock: '', block: 0, leaves: [], own: [], blocks: [], ownBlocks: [] }
      log = { ...fresh, deskId, promise: promised.get(deskId), different: false }
      promised.delete(deskId)
    }
    if (sequence !== log.next) report(deskId, 'missing', sequence)
    if (row.clock < log.clock) report(deskId, 'clock', sequence)
    const block = Math.floor(sequence / BLOCK)
    if (block !== log.block) {
      closeBlock()
      Object.assign(log, { block, leaves: [], own: [] })
    }
    Object.assign(log, { next: sequence + 1, clock: row.clock, entries: log.entries + 1 })
    const leaf = sha256(Uint8Array.of(0), row.metadata)
    log.leaves.push(leaf)
    if (log.promise && sequence < log.promise.size) log.own.push(leaf)
    if (hex(leaf) !== hex(row.leaf_hash)) report(deskId, 'hash', sequence)
    const said = parse(row.metadata)
    for (const code of entryProblems(row, said)) report(deskId, code, sequence)
    if (row.salt === null && row.payload === null) gone.push([deskId, sequence])
    const { entries = null, key = undefined } = said?.summary ?? {}
    if (row.kind === 'erasure' && Array.isArray(entries)) for (const entry of entries) told.add(String(entry))
    if (row.kind === 'key') keys.add(`${deskId} ${String(key)}`)
  }
  close()
  for (const { deskId, size } of promised.values()) report(deskId, 'head-end', 0, size - 1)
  for (const [deskId, at] of gone) if (!told.has(`${deskId} ${at}`)) report(deskId, 'erased-unsaid', at)
  for (const code of head ? headProblems(head, projectId, keys.has(`${head.deskId} ${head.key}`)) : [])
    report(head.deskId, code, -1)
  const inOrder = (a, b) =>
    a.deskId === b.deskId ? a.sequence - b.sequence || a.last - b.last : a.deskId < b.deskId ? -1 : 1
  return { ok: problems.length === 0, desks, problems: problems.sort(inOrder) }
}

const main = async ([project, ...options]) => {
  const at = options.indexOf('--head')
  const file = join(project ?? '', 'project.db')
  if (project === undefined || !existsSync(file) || !statSync(file).isFile())
    throw new Error('usage: node verify-record.mjs PROJECT.secondlook [--head head.json] [--json]')
  const head = at < 0 ? null : JSON.parse(readFileSync(options[at + 1], 'utf8'))
  const { DatabaseSync } = await import('node:sqlite')
  const db = new DatabaseSync(file, { readOnly: true })
  const rows = db.prepare('SELECT * FROM log_entries ORDER BY desk_id, sequence').iterate()
  const checkpoints = db.prepare('SELECT * FROM log_checkpoints').all()
  const projectId = db.prepare("SELECT value FROM meta WHERE key = 'projectId'").get()?.value
  const found = checkRecord({ rows, checkpoints, projectId, head })
  if (options.includes('--json')) console.log(JSON.stringify(found))
  for (const { deskId, entries, root: its } of found.desks)
    console.error(`Desk ${deskId}: ${entries} entries, root ${its}`)
  for (const { deskId, sequence, last, code } of found.problems)
    console.error(`Desk ${deskId}, ${sequence < 0 ? 'head' : `entries ${sequence} to ${last}`}: ${code}`)
  console.error(found.ok ? 'Nothing was found.' : 'The record is not what it was.')
  return found.ok ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await main(process.argv.slice(2)).catch((error) => {
    console.error(String(error.message ?? error))
    return 2
  })
}
