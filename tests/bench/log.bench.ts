import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sha256 } from '../../electron/backend/files/sha256.ts'
import { createProjectFolder, openStore } from '../../electron/backend/store/open-store.ts'
import { checkRecord } from '../../electron/backend/store/record-check.ts'
import { makeHead } from '../../electron/backend/store/record-head.ts'
import type { LogEntry, Store } from '../../electron/backend/store/store.ts'
import { PersonId } from '../../shared/model/ids.ts'
import type { Bench, Row } from './row.ts'

/** BENCH_LOG_ENTRIES sets the size; the targets are for 100,000. */
const ENTRIES = Number(process.env.BENCH_LOG_ENTRIES ?? 100_000)
const CHUNK = 1000

const personId = PersonId.parse('ada')

/** As large as the entry of a review with a handful of boxes. */
const entry = (n: number): LogEntry => ({
  kind: 'review',
  personId,
  summary: { review: `r${n}`, case: `c${n}`, prediction: `p${n}`, verdict: 'incorrect', causes: 1, errors: ['a'], n },
  payload: {
    annotations: Array.from({ length: 6 }, (_, i) => ({ id: i, label: 'person', box: [n, i, 10, 20] })),
    note: '',
  },
})

const seconds = (work: () => unknown): number => {
  const start = performance.now()
  work()
  return (performance.now() - start) / 1000
}

const fill = (
  store: Store,
  one: (n: number) => (write: Parameters<Parameters<Store['write']>[0]>[0]) => void,
): number =>
  seconds(() => {
    for (let from = 0; from < ENTRIES; from += CHUNK)
      store.write((write) => {
        for (let n = from; n < Math.min(ENTRIES, from + CHUNK); n++) one(n)(write)
      })
  })

/** The same texts into a table without a log's hashes: what the file itself costs. */
const plainFill = (store: Store): number => {
  store.db.exec('CREATE TABLE plain (n INTEGER PRIMARY KEY, summary TEXT, payload TEXT) STRICT')
  return fill(store, (n) => (write) => {
    const { summary, payload } = entry(n)
    write.prepare('INSERT INTO plain VALUES (?, ?, ?)').run(n, JSON.stringify(summary), JSON.stringify(payload))
  })
}

/** Reads every entry and hashes its texts once, without looking at anything: what nobody can do without. */
const hashAll = (store: Store): number =>
  seconds(() => {
    const rows = store.db
      .prepare<unknown[], { metadata: string; payload: string }>('SELECT * FROM log_entries')
      .iterate()
    for (const { metadata, payload } of rows) {
      sha256(metadata)
      sha256(payload)
    }
  })

const measure = (store: Store, stateDir: string, folder: string): Row[] => {
  const plain = plainFill(store)
  const append = fill(store, (n) => (write) => void write.log(entry(n)))
  let head = makeHead(store, stateDir, personId)
  const heading = seconds(() => {
    head = makeHead(store, stateDir, personId, head)
  })
  const floor = hashAll(store)
  let ok = false
  const verify = seconds(() => {
    ok = checkRecord(store, head).ok
  })
  const file = join(folder, 'head.json')
  writeFileSync(file, JSON.stringify(head))
  const script = fileURLToPath(new URL('../../resources/verify/verify-record.mjs', import.meta.url))
  let status: number | null = null
  const alone = seconds(() => {
    status = spawnSync(process.execPath, ['--no-warnings', script, store.path, '--head', file]).status
  })
  const row = (name: string, value: number, unit: string, target: string, pass: boolean | null): Row => ({
    name,
    value,
    unit,
    target,
    pass,
  })
  return [
    row('log.append', (append / ENTRIES) * 1e6, 'µs', '≤ 100 an entry', append / ENTRIES <= 100e-6),
    row('log.append-ratio', append / plain, '×', 'beside plain rows of the same texts; ≤ 6', append / plain <= 6),
    row('log.verify', verify, 's', `≤ 5 for ${ENTRIES} entries, and nothing found`, ok && verify <= 5),
    row('log.verify-ratio', verify / floor, '×', 'beside reading and hashing alone; ≤ 5', verify / floor <= 5),
    row('log.script', alone, 's', `≤ 8 for ${ENTRIES} entries, and nothing found`, status === 0 && alone <= 8),
    row('log.head', heading, 's', '≤ 2, with proof that it continues the one before', heading <= 2),
  ]
}

/** A record of many entries: what an entry costs, and how long it takes to check them all. */
export const bench: Bench = {
  name: 'log',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'second-look-log-'))
    const path = join(folder, 'p.secondlook')
    createProjectFolder(path, 'p')
    const store = openStore(path, { stateDir: join(folder, 'state'), mode: 'desk' })
    try {
      return measure(store, join(folder, 'state'), folder)
    } finally {
      store.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
