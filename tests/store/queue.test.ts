import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { layQueue } from '../../electron/backend/jobs/requeue.ts'
import { createProjectFolder, openStore } from '../../electron/backend/store/open-store.ts'
import { createQueue, type Queue } from '../../electron/backend/store/queue.ts'
import { previewQueue } from '../../electron/backend/store/queue-preview.ts'
import { readSettings, writeSettings } from '../../electron/backend/store/settings.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { publishDerived, publishRisk } from '../../electron/backend/store/taxonomies.ts'
import { deleteView, listViews, saveView } from '../../electron/backend/store/views.ts'
import type { QueueRow } from '../../shared/contract/queue.ts'
import { auditDraw } from '../../shared/domain/triggers/signals.ts'
import { CaseId, PersonId } from '../../shared/model/ids.ts'
import { CASE_STATUSES, type CaseStatus } from '../../shared/model/review.ts'
import { DEFAULT_TRIGGERS, type TriggerSettings } from '../../shared/model/trigger.ts'
import { inPlace } from '../bench/generate-cases.ts'
import { BLANK, storeCases, uidOf } from '../helpers/stored-cases.ts'
import type { CaseFacts } from '../helpers/where-interpreter.ts'

const person = PersonId.parse('ada')
const model = { name: 'shelf', version: '8' }
const other = { name: 'shelf', version: '9' }
let folder: string
let store: Store
let queue: Queue
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'second-look-queue-'))
  const path = join(folder, 'p.secondlook')
  createProjectFolder(path, 'p')
  store = openStore(path, { stateDir: join(folder, 'state'), mode: 'desk' })
  queue = createQueue(store)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const predicted = (score: number | null, label = 'person'): CaseFacts => ({
  ...BLANK,
  models: [model],
  annotations: [{ label, score, model }],
})
const triggers = (patch: Partial<TriggerSettings>): TriggerSettings => ({
  ...DEFAULT_TRIGGERS,
  randomAudit: { on: false, share: 0, seed: 1, oneIn: 10 },
  ...patch,
})
const set = (settings: TriggerSettings) =>
  store.write((write) => writeSettings(write, person, { triggers: settings }, ''))
const lay = (settings: TriggerSettings = triggers({})): void => {
  set(settings)
  layQueue(inPlace(store))
}
/** As the desk does when a worksheet or review changes. */
const move = (id: number, status: CaseStatus): void =>
  store.write(({ db }) => {
    const index = CASE_STATUSES.indexOf(status)
    db.prepare('UPDATE cases SET status = ? WHERE id = ?').run(index, id)
    db.prepare('UPDATE queue_entries SET open = ? WHERE case_id = ?').run([1, 1, 2, 0, 0][index], id)
  })

const caseId = (id: number): CaseId => CaseId.parse(uidOf(id).toString('hex'))
const numberOf = (row: QueueRow): number => Number(row.title.slice('Case '.length))
const rows = (where = '', more: Partial<Parameters<Queue['rows']>[0]> = {}) =>
  queue.rows({ where, scope: 'queued', offset: 0, limit: 500, fresh: false, ...more })
const order = (where = '', more: Partial<Parameters<Queue['rows']>[0]> = {}) => rows(where, more).map(numberOf)
const next = (after: number | null, limit = 20, where = '', direction: 'forward' | 'back' = 'forward') =>
  queue.next({ where, limit, direction, ...(after === null ? {} : { after: caseId(after) }) }).map(numberOf)

test('the worst come first, equals in the order of the source, and each says why', () => {
  storeCases(store, [
    predicted(0.45),
    predicted(0.1),
    predicted(0.9),
    { ...predicted(0.9), severity: 1 },
    { ...predicted(0.1), severity: 3 },
    predicted(0.45, 'cart'),
    { ...BLANK, models: [model] },
    { ...predicted(0.8), models: [model, other], disagreement: 0.4 },
    predicted(null),
  ])
  lay()
  expect(order()).toEqual([5, 4, 2, 7, 8, 1, 6])
  expect(rows().map(({ key: _key, title: _title, ...row }) => row)[0]).toEqual({
    place: 1,
    caseId: caseId(5),
    kind: 'text',
    status: 'waiting',
    lane: 'ranked',
    reasons: [
      { rule: 'flagged', value: 3, detail: '', inclusion: 1 },
      { rule: 'low-confidence', value: 0.1, detail: 'person', inclusion: 1 },
    ],
    score: 0.1,
    label: 'person',
    verdict: null,
  })
  expect(rows().find((row) => numberOf(row) === 8)?.reasons).toEqual([
    { rule: 'disagreement', value: 0.4, detail: 'shelf@8, shelf@9', inclusion: 1 },
  ])
  expect(rows().find((row) => numberOf(row) === 7)?.reasons).toEqual([
    { rule: 'nothing-predicted', value: null, detail: 'shelf@8', inclusion: 1 },
  ])
})

test('the audit draws from all cases, stands at every k-th place in draw order, and queues no case twice', () => {
  const total = 200
  storeCases(
    store,
    Array.from({ length: total }, (_, index) => predicted(index % 2 === 0 ? 0.2 : 0.9)),
  )
  store.write(({ db }) => db.prepare('UPDATE cases SET inclusion = 0.5 WHERE id % 4 = 0').run())
  lay(triggers({ randomAudit: { on: true, share: 0.2, seed: 7, oneIn: 5 } }))
  const draws = Array.from({ length: total }, (_, index) => ({ id: index + 1, draw: auditDraw(7, uidOf(index + 1)) }))
  const drawn = draws.filter(({ draw }) => draw < 0.2).sort((a, b) => a.draw - b.draw)
  const all = rows()
  expect(all.filter((row) => row.lane === 'audit').map(numberOf)).toEqual(drawn.map(({ id }) => id))
  const ranked = Array.from({ length: total / 2 }, (_, index) => index * 2 + 1).filter(
    (id) => !drawn.some((each) => each.id === id),
  )
  expect(all.filter((row) => row.lane === 'ranked').map(numberOf)).toEqual(ranked)
  expect(new Set(all.map(numberOf)).size).toBe(all.length)
  const interleaved = all.slice(0, Math.min(drawn.length, Math.floor(ranked.length / 4)) * 5)
  expect(interleaved.length).toBeGreaterThan(50)
  expect(interleaved.map((row) => row.lane)).toEqual(
    interleaved.map((_, index) => ((index + 1) % 5 === 0 ? 'audit' : 'ranked')),
  )
  for (const { id, draw } of drawn) {
    const upstream = id % 4 === 0 ? 0.5 : 1
    expect(all.find((row) => numberOf(row) === id)?.reasons.at(-1)).toEqual({
      rule: 'random-audit',
      value: draw,
      detail: '20 % of all cases, seed 7',
      inclusion: upstream * 0.2,
    })
  }
})

test('ranks have no gaps, whatever was queued before', () => {
  storeCases(
    store,
    Array.from({ length: 60 }, (_, index) => predicted(index / 100)),
  )
  lay()
  lay(triggers({ lowConfidence: { on: true, below: 0.3 } }))
  storeCases(store, [predicted(0.05), predicted(0.95)], 60)
  lay(triggers({ lowConfidence: { on: true, below: 0.25 } }))
  expect(store.prepare('SELECT count(*) AS n, min(rank) AS first, max(rank) AS last FROM queue_entries').get()).toEqual(
    { n: 26, first: 1, last: 26 },
  )
  expect(order('', { limit: 7 })).toEqual([1, 2, 3, 4, 5, 6, 61])
})

test('settings that change nothing leave the queue and its tables as they are', () => {
  storeCases(store, [predicted(0.1), predicted(0.2)])
  const tables = () =>
    store
      .prepare("SELECT type, name, tbl_name FROM sqlite_schema WHERE name LIKE '%queue_entries%' ORDER BY 1, 2")
      .all()
  lay()
  const [before, version] = [tables(), queue.state().imported]
  lay()
  expect([tables(), queue.state().imported]).toEqual([before, version])
  lay(triggers({ lowConfidence: { on: true, below: 0.15 } }))
  lay(triggers({}))
  const columns = 'SELECT name, type, "notnull", pk FROM pragma_table_info(\'queue_entries\')'
  expect(store.prepare(columns).all()).toEqual([
    { name: 'rank', type: 'INTEGER', notnull: 0, pk: 1 },
    { name: 'case_id', type: 'INTEGER', notnull: 1, pk: 0 },
    { name: 'lane', type: 'INTEGER', notnull: 1, pk: 0 },
    { name: 'open', type: 'INTEGER', notnull: 1, pk: 0 },
  ])
  expect(
    store
      .prepare(
        "SELECT count(*) AS n FROM sqlite_schema WHERE name LIKE '%next%' OR name LIKE '%before%' OR type = 'trigger'",
      )
      .get(),
  ).toEqual({ n: 0 })
  expect(
    store.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'queue_entries'").get(),
  ).toEqual({ n: 2 })
})

test('a reviewed case keeps its place and its reasons when the rules change; others lose theirs', () => {
  storeCases(store, [predicted(0.1), predicted(0.4), predicted(0.45)])
  lay()
  move(2, 'reviewed')
  lay(triggers({ lowConfidence: { on: true, below: 0.2 } }))
  expect(rows().map((row) => [numberOf(row), row.reasons.length])).toEqual([
    [1, 1],
    [2, 1],
  ])
  expect(store.prepare('SELECT case_id FROM queue_reasons ORDER BY 1').pluck().all()).toEqual([1, 2])
})

test('work done while the new order is built is in it', () => {
  storeCases(
    store,
    Array.from({ length: 30 }, (_, index) => predicted(index / 100)),
  )
  lay()
  set(triggers({ lowConfidence: { on: true, below: 0.2 } }))
  let places = 0
  const context = inPlace(store)
  layQueue({
    ...context,
    yieldToDesk: () => {
      const building =
        store.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'queue_entries_next'").get() !== undefined
      if (!building) return
      places += 1
      // The first pause comes when all entries are there, the second when their statuses are.
      if (places === 1)
        for (const [id, status] of [
          [3, 'skipped'],
          [4, 'reviewed'],
        ] as const)
          move(id, status)
      if (places === 2)
        for (const [id, status] of [
          [3, 'waiting'],
          [5, 'started'],
          [6, 'flagged'],
        ] as const)
          move(id, status)
    },
  })
  expect(places).toBe(2)
  const open = store
    .prepare('SELECT case_id, open FROM queue_entries WHERE case_id BETWEEN 3 AND 7 ORDER BY 1')
    .raw()
    .all()
  expect(open).toEqual([
    [3, 1],
    [4, 0],
    [5, 1],
    [6, 0],
    [7, 1],
  ])
})

test('stopped half-way, the old order stands; run again, the new one does', () => {
  storeCases(
    store,
    Array.from({ length: 500 }, (_, index) => predicted(index / 1000)),
  )
  lay(triggers({ lowConfidence: { on: true, below: 0.1 } }))
  const before = order()
  set(triggers({ lowConfidence: { on: true, below: 0.3 } }))
  const stop = () => {
    const built = store.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'queue_entries_next'").get() !== undefined
    return built
  }
  expect(() => layQueue({ ...inPlace(store), cancelled: stop })).toThrow(/Stopped/)
  expect(order()).toEqual(before)
  expect(rows().every((row) => row.reasons.length > 0)).toBe(true)
  layQueue(inPlace(store))
  expect(order()).toHaveLength(300)
})

test('what a killed run left behind is cleared away by the next', () => {
  storeCases(store, [predicted(0.1)])
  lay()
  store.write(({ db }) =>
    db.exec(`CREATE TABLE queue_entries_next (rank INTEGER PRIMARY KEY, case_id INTEGER NOT NULL UNIQUE, lane INTEGER NOT NULL, open INTEGER NOT NULL) STRICT;
      CREATE TRIGGER queue_entries_follow AFTER UPDATE OF status ON cases BEGIN UPDATE queue_entries_next SET open = 0; END`),
  )
  storeCases(store, [predicted(0.05)], 1)
  lay()
  expect(order()).toEqual([2, 1])
})

test('a label marked as of high risk queues the cases it was predicted on', () => {
  storeCases(store, [predicted(0.9, 'weapon'), predicted(0.9, 'cart'), predicted(0.2, 'cart')])
  store.write((write) =>
    publishDerived(write, person, [
      { name: 'weapon', shapes: ['box'] },
      { name: 'cart', shapes: ['box'] },
    ]),
  )
  lay()
  expect(order()).toEqual([3])
  store.write((write) => {
    const { labels } = JSON.parse(
      write.prepare<{ body: string }>('SELECT body FROM taxonomy_versions').get()?.body ?? '{}',
    )
    publishRisk(write, person, labels[0].id, 'high')
  })
  lay()
  expect(rows().map((row) => [numberOf(row), row.reasons.map(({ rule, detail }) => [rule, detail])])).toEqual([
    [1, [['high-risk-label', 'weapon']]],
    [3, [['low-confidence', 'cart']]],
  ])
})

test('the preview counts exactly what the rules then queue', () => {
  storeCases(
    store,
    Array.from({ length: 150 }, (_, index) => ({
      ...predicted(index % 7 === 0 ? null : (index % 10) / 10),
      margin: index % 3 === 0 ? (index % 20) / 20 : null,
      severity: index % 11 === 0 ? 2 : 0,
      disagreement: index % 5 === 0 ? (index % 4) / 4 : null,
    })),
  )
  storeCases(store, [{ ...BLANK, models: [model] }], 150)
  lay()
  for (const id of [2, 11, 90]) move(id, 'reviewed')
  for (const settings of [
    triggers({ lowConfidence: { on: true, below: 0.35 }, lowMargin: { on: false, below: 0.5 } }),
    triggers({ lowConfidence: { on: false, below: 0.35 }, randomAudit: { on: true, share: 0.3, seed: 99, oneIn: 3 } }),
    DEFAULT_TRIGGERS,
  ]) {
    const preview = previewQueue(store, settings)
    lay(settings)
    const byRule = Object.fromEntries(
      Object.keys(preview.byRule).map((rule) => [rule, queue.count(`rule:${rule}`, 'queued', true).total]),
    )
    expect(preview).toEqual({ total: queue.count('', 'queued', true).total, byRule, cases: 151 })
  }
})

test('next goes on behind a case, round to the top, then to what was skipped; back looks at all', () => {
  storeCases(
    store,
    Array.from({ length: 8 }, (_, index) => predicted(0.1 + index / 100)),
  )
  lay()
  move(1, 'reviewed')
  move(3, 'skipped')
  move(5, 'flagged')
  move(6, 'skipped')
  expect(next(null)).toEqual([2, 4, 7, 8, 3, 6])
  expect(next(4)).toEqual([7, 8, 2, 6, 3])
  expect(next(4, 2)).toEqual([7, 8])
  expect(next(4, 20, '', 'back')).toEqual([3, 2, 1])
  expect(next(4, 20, 'status:skipped,flagged')).toEqual([6, 3])
  for (const id of [2, 4, 7, 8]) move(id, 'reviewed')
  expect(next(3)).toEqual([6])
  expect(next(6)).toEqual([3])
})

test('next finds what a rare condition fits far down the queue', () => {
  const rare = new Set([3, 700, 1400])
  storeCases(
    store,
    Array.from({ length: 1500 }, (_, index) => ({
      ...predicted(0.0001 * index),
      group: rare.has(index + 1) ? 'rare' : null,
    })),
  )
  lay()
  expect(next(null, 5, 'group:rare')).toEqual([3, 700, 1400])
  expect(next(700, 5, 'group:rare')).toEqual([1400, 3])
  expect(next(1400, 5, 'group:rare', 'back')).toEqual([700, 3])
  move(700, 'reviewed')
  expect(next(3, 5, 'group:rare')).toEqual([1400])
})

test('a list stays as it was made while reviews change what fits, until it is asked for fresh or again', () => {
  storeCases(
    store,
    Array.from({ length: 6 }, (_, index) => predicted(index / 100)),
  )
  lay()
  const where = 'status:waiting'
  expect(order(where)).toEqual([1, 2, 3, 4, 5, 6])
  expect(queue.count(where, 'queued', false)).toEqual({ total: 6, waiting: 6 })
  move(2, 'reviewed')
  expect(rows(where).map((row) => [numberOf(row), row.status])[1]).toEqual([2, 'reviewed'])
  expect(queue.count(where, 'queued', false)).toEqual({ total: 6, waiting: 5 })
  expect(queue.place(where, 'queued', caseId(4))).toBe(4)
  expect(next(1, 1, where)).toEqual([3])
  expect(order(where, { fresh: true })).toEqual([1, 3, 4, 5, 6])
  move(1, 'skipped')
  expect(order('label:person')).toEqual([1, 2, 3, 4, 5, 6])
  expect(order(where)).toEqual([3, 4, 5, 6])
  move(3, 'reviewed')
  lay(triggers({ lowConfidence: { on: true, below: 0.045 } }))
  expect(order(where)).toEqual([4, 5])
})

test('any window of a list is the same slice of the whole, in either scope and whatever the filter', () => {
  storeCases(
    store,
    Array.from({ length: 320 }, (_, index) => ({ ...predicted(((index * 37) % 100) / 100), group: `g${index % 3}` })),
  )
  lay()
  store.write(({ db }) =>
    db.exec(
      'DELETE FROM case_search WHERE rowid = 5; DELETE FROM prediction_annotations WHERE case_id = 5; DELETE FROM predictions WHERE case_id = 5; DELETE FROM case_contents WHERE case_id = 5; DELETE FROM queue_reasons WHERE case_id = 5; DELETE FROM queue_entries WHERE case_id = 5; DELETE FROM cases WHERE id = 5',
    ),
  )
  layQueue(inPlace(store))
  for (const scope of ['queued', 'all'] as const) {
    for (const where of ['', 'group:g1', 'score<0.3 and not group:g2', 'score>2']) {
      const whole = order(where, { scope, fresh: true })
      expect(queue.count(where, scope, false).total).toBe(whole.length)
      for (const [offset, limit] of [
        [0, 10],
        [17, 25],
        [90, 500],
        [5000, 10],
      ] as const) {
        const window = rows(where, { scope, offset, limit })
        expect(window.map(numberOf)).toEqual(whole.slice(offset, offset + limit))
        expect(window.map((row) => row.place)).toEqual(window.map((_, index) => offset + index + 1))
      }
      for (const [index, id] of whole.entries())
        if (index % 40 === 0) expect(queue.place(where, scope, caseId(id))).toBe(index + 1)
    }
  }
  expect(queue.place('', 'queued', CaseId.parse('f'.repeat(32)))).toBeNull()
})

test('a case that no rule queues is in the whole list, and says so', () => {
  storeCases(store, [predicted(0.9), predicted(0.1)])
  lay()
  expect(rows('', { scope: 'all' }).map((row) => [numberOf(row), row.lane, row.reasons.length])).toEqual([
    [1, 'unqueued', 0],
    [2, 'ranked', 1],
  ])
})

test('a view keeps its expression in canonical text; saved again under its name it is changed', () => {
  const saved = saveView(store, { name: ' Low ', where: 'STATUS:waiting  score<0.50', scope: 'queued' })
  expect(listViews(store)).toEqual([{ ...saved, name: 'Low', where: 'status:waiting and score<0.5', scope: 'queued' }])
  const again = saveView(store, { name: 'Low', where: 'score<0.4', scope: 'all' })
  expect(listViews(store)).toEqual([{ ...saved, where: 'score<0.4', scope: 'all' }])
  expect(again.id).toBe(saved.id)
  expect(() => saveView(store, { name: 'Bad', where: 'score<', scope: 'all' })).toThrow(/wrong at character 7/)
  deleteView(store, saved.id)
  expect(listViews(store)).toEqual([])
  expect(() => deleteView(store, saved.id)).toThrow(/not there any more/)
})

test('the settings that were followed are those that stand, even when they change meanwhile', () => {
  storeCases(
    store,
    Array.from({ length: 40 }, (_, index) => predicted(index / 100)),
  )
  set(triggers({ lowConfidence: { on: true, below: 0.3 } }))
  let changed = false
  layQueue({
    ...inPlace(store),
    changed: () => {
      if (!changed) set(triggers({ lowConfidence: { on: true, below: 0.1 } }))
      changed = true
    },
  })
  expect(readSettings(store).triggers.lowConfidence.below).toBe(0.1)
  expect(order()).toHaveLength(10)
})
