import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { caseRowId } from '../../electron/backend/store/cases.ts'
import { readPredictions } from '../../electron/backend/store/predictions.ts'
import { readReviews } from '../../electron/backend/store/reviews.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { currentStatus } from '../../electron/backend/store/worksheets.ts'
import { applyChanges } from '../../shared/domain/changes.ts'
import { arrange, sameWork, startWorksheet } from '../../shared/domain/worksheet.ts'
import { CASE_STATUSES, Change } from '../../shared/model/review.ts'
import { type Desk, paths, ROOT } from '../helpers/desk.ts'
import { box } from '../helpers/objects.ts'
import { beside, reviewDesk } from '../helpers/review-desk.ts'
import { seededId, seededPrediction } from '../helpers/seed-cases.ts'

const keys = ['case-0', 'case-1', 'case-2']
const seeds = keys.map((key) => ({ key, predictions: [{ model: 'm', annotations: [box('o1', 'dog', [0, 0, 9, 9])] }] }))
const node = fileURLToPath(new URL('node_modules/.bin/node', ROOT))
const child = fileURLToPath(new URL('tests/crash/review-child.ts', ROOT))

/** Lets a desk work, kills it without warning once it has acknowledged `after` commands, and answers their ids. */
async function workUntilKilled(desk: Desk, after: number): Promise<string[]> {
  await desk.backend.close()
  const worker = spawn(node, [child, desk.path, `${desk.folder}/state`, paths.workerUrl.href], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  worker.stdout.setEncoding('utf8')
  worker.stdout.on('data', (text: string) => {
    said += text
    if (said.split('\n').length > after) worker.kill('SIGKILL')
  })
  const [code, signal] = await once(worker, 'close')
  expect([code, signal]).toEqual([null, 'SIGKILL'])
  await desk.restart()
  return said.split('\n').slice(0, -1)
}

/** What does not fit together in the stored state: worksheets against the log, statuses against worksheets and reviews. */
async function misfits(desk: Desk, store: Store): Promise<string[]> {
  const found: string[] = []
  for (const key of keys) {
    const caseRow = caseRowId(store, seededId(key)) ?? 0
    const [prediction = null] = readPredictions(store, caseRow)
    const { worksheet } = await desk.call('review.open', {
      caseId: seededId(key),
      predictionId: seededPrediction(key, 'm'),
    })
    const changes = store
      .prepare<{ changes: string }>(
        'SELECT k.changes FROM commands k JOIN worksheets w ON w.id = k.worksheet_id WHERE w.case_id = ? ORDER BY k.sequence',
      )
      .all(caseRow)
      .map((row) => z.array(Change).parse(JSON.parse(row.changes)))
    const start = startWorksheet(seededId(key), desk.caller.personId, prediction, null)
    const replayed = arrange(applyChanges(start, changes.flat()), prediction)
    if (!sameWork(worksheet, replayed)) found.push(`${key}: the worksheet is not what the log makes`)
    if (worksheet.revision !== changes.length)
      found.push(`${key}: revision ${worksheet.revision}, ${changes.length} commands`)
    const status = store.prepare<{ status: number }>('SELECT status FROM cases WHERE id = ?').get(caseRow)?.status ?? -1
    if (CASE_STATUSES[status] !== currentStatus(store, caseRow)) found.push(`${key}: its status lags`)
    const superseded = new Set(
      readReviews(store, caseRow)
        .filter((review) => !review.withdrawnAt)
        .map((review) => review.supersedes),
    )
    const standing = readReviews(store, caseRow).filter((review) => !review.withdrawnAt && !superseded.has(review.id))
    const active = store
      .prepare<{ n: number }>('SELECT count(*) AS n FROM reviews WHERE case_id = ? AND active = 1')
      .get(caseRow)?.n
    if (active !== standing.length) found.push(`${key}: ${active} active reviews, ${standing.length} stand`)
  }
  return found
}

test('a desk that is killed while it works loses no acknowledged command and leaves a whole project', async () => {
  await using desk = await reviewDesk(seeds)
  const acknowledged: string[] = []
  for (const after of [1, 7, 23, 40, 64]) {
    acknowledged.push(...(await workUntilKilled(desk, after)))
    const store = beside(desk)
    const logged = store
      .prepare<{ id: string }>('SELECT id FROM commands')
      .all()
      .map(({ id }) => id)
    expect(new Set(acknowledged).difference(new Set(logged))).toEqual(new Set())
    expect(store.db.pragma('integrity_check', { simple: true })).toEqual('ok')
    expect(await misfits(desk, store)).toEqual([])
    store.close()
    const { ok, problems } = await desk.call('record.verify', {})
    expect({ ok, problems }).toEqual({ ok: true, problems: [] })
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(1 + 7 + 23 + 40 + 64)
})
