import { spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256 } from '../../electron/backend/files/sha256.ts'
import { createProjectFolder, openStore } from '../../electron/backend/store/open-store.ts'
import { checkRecord } from '../../electron/backend/store/record-check.ts'
import { makeHead } from '../../electron/backend/store/record-head.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { canonicalJson } from '../../shared/domain/canonical-json.ts'
import { hex } from '../../shared/domain/hash.ts'
import { BLOCK_LEAVES, leafHash, merkleRoot } from '../../shared/domain/merkle.ts'
import { DeskId, PersonId } from '../../shared/model/ids.ts'
import type { RecordHead } from '../../shared/model/record.ts'
import { seeded } from '../helpers/seeded.ts'
import { setBack } from '../helpers/set-back.ts'

const ENTRIES = 700
const person = PersonId.parse('ada')
const script = fileURLToPath(new URL('../../resources/verify/verify-record.mjs', import.meta.url))
const { checkRecord: checkAlone } = await import(script)

let folder: string
let store: Store
let head: RecordHead
let early: RecordHead

const log = (n: number): void =>
  void store.write((write) =>
    write.log({ kind: 'settings', personId: person, summary: { n }, payload: { text: `p${n}` } }),
  )

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'second-look-record-'))
  const path = join(folder, 'p.secondlook')
  createProjectFolder(path, 'p')
  store = openStore(path, { stateDir: join(folder, 'state'), mode: 'desk' })
  for (let n = 0; n < 300; n++) log(n)
  early = makeHead(store, join(folder, 'state'), person)
  for (let n = 300; n < ENTRIES - 1; n++) log(n)
  head = makeHead(store, join(folder, 'state'), person, early)
})
afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

type Codes = readonly (readonly [string, number, number])[]
const short = (problems: readonly { code: string; sequence: number; last: number }[]): Codes =>
  problems.map(({ code, sequence, last }) => [code, sequence, last])

/** What the app finds, once the stand-alone script has found the very same. */
const found = (against: RecordHead | null): Codes => {
  const app = checkRecord(store, against)
  const alone = checkAlone({
    rows: store.db.prepare('SELECT * FROM log_entries ORDER BY desk_id, sequence').iterate(),
    checkpoints: store.db.prepare('SELECT * FROM log_checkpoints').all(),
    projectId: store.projectId,
    head: against,
  })
  expect(alone).toEqual({ ...app, problems: app.problems.map(({ what: _, ...problem }) => problem) })
  return short(app.problems)
}

/** Changes the log as somebody with the file would, says what is found, and puts it back. */
const tampered = (tamper: () => void, against: RecordHead | null = head): Codes => {
  store.db.exec('SAVEPOINT tamper')
  try {
    tamper()
    return found(against)
  } finally {
    store.db.exec('ROLLBACK TO tamper; RELEASE tamper')
  }
}

type Row = { sequence: number; metadata: string; salt: Buffer; payload: string; clock: string }
const rowAt = (sequence: number): Row =>
  store.db.prepare<unknown[], Row>('SELECT * FROM log_entries WHERE sequence = ?').get(sequence)!

/** Writes an entry anew with every hash right: its own, and its checkpoint's. */
const forge = (sequence: number, change: (said: Record<string, unknown>) => void, payload?: string): void => {
  const row = rowAt(sequence)
  const said = JSON.parse(row.metadata)
  change(said)
  if (payload !== undefined) said.payload = hex(sha256(Buffer.concat([row.salt, Buffer.from(payload)])))
  const metadata = canonicalJson(said)
  store.db
    .prepare(
      'UPDATE log_entries SET metadata = ?, leaf_hash = ?, payload = ?, person_id = ?, clock = ? WHERE sequence = ?',
    )
    .run(metadata, leafHash(sha256, Buffer.from(metadata)), payload ?? row.payload, said.person, said.clock, sequence)
  remakeCheckpoints()
}

const remakeCheckpoints = (): void => {
  const leaves = store.db
    .prepare<unknown[], Buffer>('SELECT leaf_hash FROM log_entries ORDER BY sequence')
    .pluck()
    .all()
  store.db.prepare('DELETE FROM log_checkpoints').run()
  for (let block = 0; (block + 1) * BLOCK_LEAVES <= leaves.length; block++)
    store.db
      .prepare('INSERT INTO log_checkpoints VALUES (?, ?, ?)')
      .run(store.deskId, block, merkleRoot(sha256, leaves.slice(block * BLOCK_LEAVES, (block + 1) * BLOCK_LEAVES)))
}

/** Takes an entry out and moves all later ones up, so that no gap shows. */
const closeGap = (from: number): void => {
  const rows = store.db.prepare<unknown[], Row>('SELECT * FROM log_entries WHERE sequence > ?').all(from)
  store.db.prepare('DELETE FROM log_entries WHERE sequence = ?').run(from)
  for (const { sequence } of rows) {
    store.db.prepare('UPDATE log_entries SET sequence = ? WHERE sequence = ?').run(sequence - 1, sequence)
    forgeSequence(sequence - 1)
  }
  remakeCheckpoints()
}
const forgeSequence = (sequence: number): void => {
  const said = { ...JSON.parse(rowAt(sequence).metadata), sequence }
  const metadata = canonicalJson(said)
  store.db
    .prepare('UPDATE log_entries SET metadata = ?, leaf_hash = ? WHERE sequence = ?')
    .run(metadata, leafHash(sha256, Buffer.from(metadata)), sequence)
}

test('a record that nobody changed is whole, also against the heads made of it, also after more was added', () => {
  expect([found(null), found(early), found(head)]).toEqual([[], [], []])
  expect(tampered(() => store.db.prepare('DELETE FROM log_checkpoints').run())).toEqual([])
  expect(head.logs.map(({ size, blocks }) => [size, blocks.length])).toEqual([[ENTRIES, 3]])
})

test('a stale hash is located without a head', () => {
  const update = (column: string, value: unknown) => () =>
    void store.db.prepare(`UPDATE log_entries SET ${column} = ? WHERE sequence = 300`).run(value)
  expect([
    tampered(update('payload', '{"text":"other"}'), null),
    tampered(update('person_id', 'bob'), null),
    tampered(update('metadata', '{}'), null),
    tampered(() => void store.db.prepare('DELETE FROM log_entries WHERE sequence = 300').run(), null),
    tampered(
      () => void store.db.prepare('UPDATE log_entries SET salt = NULL, payload = NULL WHERE sequence = 5').run(),
      null,
    ),
  ]).toEqual([
    [['payload', 300, 300]],
    [['columns', 300, 300]],
    [
      ['hash', 300, 300],
      ['columns', 300, 300],
      ['payload', 300, 300],
      ['checkpoint', 256, 511],
    ].sort((a, b) => Number(a[1]) - Number(b[1])),
    [
      ['checkpoint', 256, 511],
      ['missing', 301, 301],
    ],
    [['erased-unsaid', 5, 5]],
  ])
})

test('time that runs backwards, an entry that is no JSON, half an erasure, and one that no erasure tells of are located', () => {
  const remake = (sequence: number, metadata: string): void => {
    store.db
      .prepare('UPDATE log_entries SET metadata = ?, leaf_hash = ? WHERE sequence = ?')
      .run(metadata, leafHash(sha256, Buffer.from(metadata)), sequence)
    remakeCheckpoints()
  }
  const half = (column: 'salt' | 'payload') => () =>
    void store.db.prepare(`UPDATE log_entries SET ${column} = NULL WHERE sequence = 300`).run()
  // Facts of an entry that is no erasure prove none.
  const unsaid = (): void => {
    store.db.prepare('UPDATE log_entries SET salt = NULL, payload = NULL WHERE sequence = 5').run()
    forge(300, (said) => Object.assign(said, { summary: { entries: [`${store.deskId} 5`] } }))
  }
  expect([
    tampered(() => forge(300, (said) => Object.assign(said, { clock: '000000000000-0000' })), null),
    tampered(() => remake(300, '{'), null),
    tampered(half('salt'), null),
    tampered(half('payload'), null),
    tampered(unsaid, null),
  ]).toEqual([
    [['clock', 300, 300]],
    [['json', 300, 300]],
    [['erased-in-part', 300, 300]],
    [['erased-in-part', 300, 300]],
    [['erased-unsaid', 5, 5]],
  ])
})

test('with every hash made anew only a head tells, and it names the block', () => {
  const edit = () => forge(310, (said) => Object.assign(said, { summary: { n: -1 } }))
  expect([tampered(edit, null), tampered(edit), tampered(edit, early)]).toEqual([[], [['head-block', 256, 511]], []])
  const cut = () => void store.db.prepare('DELETE FROM log_entries WHERE sequence >= 600').run()
  expect([tampered(cut, null), tampered(cut)]).toEqual([
    [],
    [
      ['head-block', 512, ENTRIES - 1],
      ['head-end', 600, ENTRIES - 1],
    ],
  ])
})

test('500 random tamperings, hashes made anew, are each detected against a head and located to their block', () => {
  const random = seeded(2026)
  const pick = (n: number): number => Math.floor(random() * n)
  const missed: string[] = []
  for (let round = 0; round < 500; round++) {
    const at = pick(ENTRIES)
    const kinds = {
      edit: () => forge(at, (said) => Object.assign(said, { summary: { n: `changed ${round}` } })),
      person: () => forge(at, (said) => Object.assign(said, { person: 'mallory' })),
      payload: () => forge(at, () => {}, `{"text":"changed ${round}"}`),
      swap: () => {
        const [one, other] = [rowAt(at), rowAt((at + 1 + pick(ENTRIES - 1)) % ENTRIES)]
        const [a, b] = [JSON.parse(one.metadata).summary, JSON.parse(other.metadata).summary]
        forge(one.sequence, (said) => Object.assign(said, { summary: b }))
        forge(other.sequence, (said) => Object.assign(said, { summary: a }))
      },
      truncate: () => void store.db.prepare('DELETE FROM log_entries WHERE sequence >= ?').run(at),
      erase: () =>
        void store.db.prepare('UPDATE log_entries SET salt = NULL, payload = NULL WHERE sequence = ?').run(at),
      ...(round % 25 === 0 ? { close: () => closeGap(at) } : {}),
    }
    const names = Object.keys(kinds) as (keyof typeof kinds)[]
    const kind = round % 25 === 0 ? 'close' : names[pick(names.length)]!
    const codes = tampered(kinds[kind]!)
    const located = codes.some(([, first, last]) => first <= at && at <= last)
    if (!located) missed.push(`${kind} at ${at}: ${JSON.stringify(codes)}`)
  }
  expect(missed).toEqual([])
}, 300_000)

test('a head that was changed, forged, or is another project’s is told from one of this desk', () => {
  const other = mkdtempSync(join(tmpdir(), 'second-look-record-'))
  try {
    createProjectFolder(join(other, 'q.secondlook'), 'q')
    const theirs = openStore(join(other, 'q.secondlook'), { stateDir: join(other, 'state'), mode: 'desk' })
    const foreign = makeHead(theirs, join(other, 'state'), person)
    theirs.close()
    expect([
      found({ ...head, personId: PersonId.parse('bob') }),
      found({ ...head, logs: head.logs.map((each) => ({ ...each, root: '0'.repeat(64) })) }),
      found({ ...foreign, projectId: head.projectId }).map(([code]) => code),
      short(checkRecord(store, foreign).problems).map(([code]) => code),
    ]).toEqual([
      [['head-signature', -1, -1]],
      [
        ['head-signature', -1, -1],
        ['head-hashes', -1, -1],
        ['head-consistency', -1, -1],
        ['head-block', 0, ENTRIES - 1],
      ],
      ['head-signature', 'head-key', 'head-end'],
      ['head-project', 'head-key', 'head-end'],
    ])
  } finally {
    rmSync(other, { recursive: true, force: true })
  }
})

/** A head that says what it is told to, signed with a key. */
const signed = (change: Partial<RecordHead>, privateKey: KeyObject): RecordHead => {
  const { signature: _, ...rest } = { ...head, ...change }
  const key = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64')
  const said = Buffer.from(`second-look head 1\n${canonicalJson(JSON.parse(JSON.stringify({ ...rest, key })))}`)
  return { ...rest, key, signature: sign(null, said, privateKey).toString('base64') }
}
const deskKey = (): KeyObject =>
  createPrivateKey(readFileSync(join(folder, 'state', 'desks', `${store.deskId}.pem`), 'utf8'))

/** An entry whose facts name a key, of this kind. */
const naming = (kind: string, key: string): void => {
  store.db.prepare('UPDATE log_entries SET kind = ? WHERE sequence = ?').run(kind, ENTRIES - 1)
  forge(ENTRIES - 1, (said) => Object.assign(said, { kind, summary: { key } }))
}

test('a signed head is held to what it says itself: its blocks, the head it continues, whose key, and of which kind', () => {
  const [log] = head.logs
  const own = deskKey()
  const codes = (forged: RecordHead): string[] => found(forged).map(([code]) => code)
  const strangers = signed({}, generateKeyPairSync('ed25519').privateKey)
  const otherKind = signed({}, generateKeyPairSync('ed448').privateKey)
  const elsewhere = { ...head.consistency[0]!, deskId: DeskId.parse('0'.repeat(8) + head.deskId.slice(8)) }
  expect(codes(signed({}, own))).toEqual([])
  expect(codes(signed({ logs: [{ ...log!, size: BLOCK_LEAVES + 1 }] }, own))).toContain('head-hashes')
  expect(codes(signed({ consistency: [elsewhere] }, own))).toEqual(['head-consistency'])
  const seen = (kind: string, forged: RecordHead) =>
    tampered(() => naming(kind, forged.key), forged).map(([code]) => code)
  // The head's last block is not what it was, since the entry that names the key was put there.
  expect([seen('settings', strangers), seen('key', strangers), seen('key', otherKind)]).toEqual([
    ['head-key', 'head-block'],
    ['head-block'],
    ['head-signature', 'head-block'],
  ])
})

test('no head is made that continues more than there is', () => {
  const logs = head.logs.map((each) => ({ ...each, size: each.size + 1 }))
  expect(() => makeHead(store, join(folder, 'state'), person, { ...head, logs })).toThrow(/does not continue/)
})

test('a head is made only where it continues the earlier one; the private key stays out of the project, for its owner only', () => {
  expect(() =>
    tampered(() => {
      forge(10, (said) => Object.assign(said, { summary: {} }))
      store.db.exec('RELEASE tamper')
      try {
        makeHead(store, join(folder, 'state'), person, early)
      } finally {
        forge(10, (said) => Object.assign(said, { summary: { n: 10 } }))
        store.db.exec('SAVEPOINT tamper')
      }
    }),
  ).toThrow(/does not continue the earlier head/)
  const desks = join(folder, 'state', 'desks')
  const keys = readdirSync(desks).filter((file) => file.endsWith('.pem'))
  expect(keys.map((file) => [file, statSync(join(desks, file)).mode & 0o777])).toEqual([[`${store.deskId}.pem`, 0o600]])
})

test('a project from before the checkpoints is taken over, and its next full block has one', () => {
  const other = mkdtempSync(join(tmpdir(), 'second-look-record-'))
  const path = join(other, 'old.secondlook')
  const open = (): Store => openStore(path, { stateDir: join(other, 'state'), mode: 'desk' })
  const fill = (to: Store, entries: number): void => {
    for (let n = 0; n < entries; n++)
      to.write((write) => write.log({ kind: 'settings', personId: person, summary: { n }, payload: null }))
  }
  try {
    createProjectFolder(path, 'old')
    const before = open()
    fill(before, BLOCK_LEAVES + 5)
    setBack(before.db, 30)
    before.close()
    const after = open()
    fill(after, BLOCK_LEAVES)
    const blocks = after.db.prepare('SELECT block FROM log_checkpoints').pluck().all()
    const { ok, desks } = checkRecord(after)
    after.close()
    expect([blocks, ok, desks.map(({ entries }) => entries)]).toEqual([[1], true, [2 * BLOCK_LEAVES + 5]])
  } finally {
    rmSync(other, { recursive: true, force: true })
  }
})

test('the script checks a project by itself, beside an open desk, and its exit code says what it found', () => {
  const file = join(folder, 'head.json')
  writeFileSync(file, JSON.stringify(head))
  const run = (...args: string[]) => {
    const { status, stdout } = spawnSync(process.execPath, ['--no-warnings', script, ...args], { encoding: 'utf8' })
    return [status, stdout === '' ? null : JSON.parse(stdout).problems.map(({ code }: { code: string }) => code)]
  }
  const bad = join(folder, 'bad.json')
  writeFileSync(bad, JSON.stringify({ ...head, at: '2020-01-01T00:00:00.000Z' }))
  expect([run(store.path, '--head', file, '--json'), run(store.path, '--head', bad, '--json'), run(folder)]).toEqual([
    [0, []],
    [1, ['head-signature']],
    [2, null],
  ])
})
