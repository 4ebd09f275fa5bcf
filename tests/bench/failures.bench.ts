import { sha256 } from '../../electron/backend/files/sha256.ts'
import { run as findFailures } from '../../electron/backend/jobs/find-failures.ts'
import { createTurns } from '../../electron/backend/jobs/in-turns.ts'
import { indexFields } from '../../electron/backend/jobs/index-fields.ts'
import { openStore } from '../../electron/backend/store/open-store.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import type { Input } from '../../shared/contract/table.ts'
import { contentId } from '../../shared/domain/content-id.ts'
import { BUILT_IN_CAUSES, VERDICTS } from '../../shared/model/verdict.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { seeded } from '../helpers/seeded.ts'
import { inPlace } from './generate-cases.ts'
import type { Bench, Row } from './row.ts'

const REVIEWS = Number(process.env.SECOND_LOOK_BENCH_REVIEWS ?? 100_000)
const ROUNDS = 5
const LABELS = Array.from({ length: 40 }, (_, at) => `label ${at}`)
const DAY_MS = 86_400_000
const START = Date.UTC(2026, 0, 1)

/** 100,000 reviewed cases of 12 sources, three model versions and half a year, 40 labels; two in five are wrong. */
const generate = (store: Store): void =>
  store.write(({ db, clock }) => {
    const random = seeded(1)
    const upTo = (n: number): number => Math.floor(random() * n)
    const label = (): string => LABELS[Math.floor(random() ** 2 * LABELS.length)] ?? ''
    const run = (sql: string, ...values: readonly unknown[]): void => void db.prepare(sql).run(...values)
    run(
      "INSERT INTO imports (id, clock, person_id, state, options, report) VALUES ('i', ?, 'ada', 'done', '{}', '{}')",
      clock,
    )
    for (let at = 1; at <= 12; at += 1) run('INSERT INTO sources (id, name) VALUES (?, ?)', at, `source ${at}`)
    for (let at = 1; at <= 3; at += 1) run("INSERT INTO models (id, name, version) VALUES (?, 'shelf', ?)", at, `${at}`)
    const [cases, contents, predictions, reviews] = [
      db.prepare(
        `INSERT INTO cases (id, uid, kind, status, source_id, time, predictions, annotations, draw, verdict)
         VALUES (?, ?, 1, 4, ?, ?, 1, 2, ?, ?)`,
      ),
      db.prepare(
        `INSERT INTO case_contents (case_id, key, feed, title, body, text, meta, extra, content_hash, import_id)
         VALUES (?, ?, '', ?, '{}', '', ?, '{}', ?, 'i')`,
      ),
      db.prepare("INSERT INTO predictions (id, uid, case_id, model_id, import_id, body) VALUES (?, ?, ?, ?, 'i', ?)"),
      db.prepare(
        `INSERT INTO reviews (id, case_id, prediction_id, person_id, origin, verdict, body, taxonomy_version, desk_id,
                              clock, active)
         VALUES (?, ?, ?, 'ada', 'desk', ?, ?, 1, 'd', ?, 1)`,
      ),
    ]
    for (let id = 1; id <= REVIEWS; id += 1) {
      const uid = Buffer.from(contentId(sha256, 'case', `${id}`), 'hex')
      const objects = Array.from({ length: 1 + upTo(3) }, (_, at) => ({
        ...{ id: `o${at}`, label: label(), score: random(), attributes: {} },
        shape: { kind: 'box', x: 100 * at, y: 0, w: 50, h: 50 },
      }))
      const wrong = random() < 0.4
      const corrected = objects.flatMap((object, at) =>
        wrong && at === 0
          ? random() < 0.3
            ? []
            : [{ ...object, label: label(), fromObjectId: object.id }]
          : [{ ...object, fromObjectId: object.id }],
      )
      const cause = BUILT_IN_CAUSES[Math.floor(random() ** 2 * BUILT_IN_CAUSES.length)]?.id
      const verdict = VERDICTS.indexOf(wrong ? 'partially-correct' : random() < 0.02 ? 'cannot-tell' : 'correct')
      const time = new Date(START + upTo(180 * 24) * (DAY_MS / 24)).toISOString()
      cases.run(id, uid, 1 + upTo(12), time, random(), verdict)
      contents.run(id, `k${id}`, `k${id}`, JSON.stringify({ region: `r${upTo(8)}` }), uid)
      predictions.run(id, uid, id, 1 + upTo(3), JSON.stringify({ annotations: objects, relations: [] }))
      const nothing = { verdict: null, causes: [], errors: [] }
      reviews.run(
        ...[contentId(sha256, 'review', `${id}`), id, id, verdict],
        JSON.stringify({
          ...{ at: time, activeMs: 1000, blind: false, causes: wrong ? [cause] : [], errors: [], proposed: nothing },
          ...{ annotations: corrected, relations: [], note: '', edgeCase: false },
        }),
        clock,
      )
    }
  })

const BOARDS: readonly (readonly [string, Input<'failures.board'>])[] = [
  ['label', { by: ['label'] }],
  ['source', { by: ['source'] }],
  ['model', { by: ['model'] }],
  ['week', { by: ['week'] }],
  ['metadata', { by: ['meta.region'] }],
  ['label-source', { by: ['label', 'source'] }],
  ['label-day', { by: ['label', 'day'] }],
  ['model-month', { by: ['model', 'month'] }],
  ['source-filtered', { by: ['source'], where: 'found(label:"label 3")' }],
  ['label-production', { by: ['label'], production: true }],
]

const slowest = async (work: () => Promise<unknown>): Promise<number> => {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  return Math.max(...times)
}

const atMost = (name: string, value: number, most: number): Row => ({
  ...{ name, value, unit: 'ms', target: `≤ ${most}`, pass: value <= most },
})

const measured = async (desk: Desk): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (const [name, ask] of BOARDS)
    rows.push(atMost(`failures.board-${name}`, await slowest(() => desk.call('failures.board', ask)), 200))
  rows.push(
    atMost('failures.trend-week', await slowest(() => desk.call('failures.trend', { every: 'week' })), 200),
    atMost('failures.trend-day', await slowest(() => desk.call('failures.trend', { every: 'day', most: 180 })), 200),
    atMost('failures.fault', await slowest(() => desk.call('failures.fault', {})), 200),
  )
  return rows
}

/** Boards over 100,000 reviews: the slowest of five, the first of them on a desk just opened. */
export const bench: Bench = {
  name: 'failures',
  run: async () => {
    await using desk = await temporaryDesk()
    await desk.call('project.settings', { metadataFields: ['region'] })
    await desk.idle()
    const store = openStore(desk.path, { mode: 'beside', stateDir: desk.folder })
    generate(store)
    const started = performance.now()
    await findFailures(inPlace(store), {})
    const found = (performance.now() - started) / 1000
    indexFields(createTurns(inPlace(store)))
    store.close()
    await desk.restart()
    const older = { name: 'failures.find-older', value: found, unit: 's', target: '', pass: null }
    return [older, ...(await measured(desk))]
  },
}
