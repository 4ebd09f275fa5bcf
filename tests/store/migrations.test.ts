import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { LATEST_VERSION, MIGRATIONS } from '../../electron/backend/store/migrations/list.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { judge } from '../helpers/review-desk.ts'
import { setBack } from '../helpers/set-back.ts'

const schemaOf = (desk: Desk): readonly unknown[] => {
  const db = new Database(join(desk.path, 'project.db'), { readonly: true })
  try {
    return db.prepare("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name").all()
  } finally {
    db.close()
  }
}

test.each(MIGRATIONS.map(({ version }) => version).filter((version) => version < LATEST_VERSION))(
  'a project of version %i is brought up to date with the work in it',
  async (version) => {
    await using desk = await temporaryDesk()
    const { path } = await desk.call('project.create', { sample: 'ticket-routing' })
    const { rows } = await desk.call('queue.rows', { limit: 1 })
    const caseId = rows[0]?.caseId
    if (caseId === undefined) throw new Error('the sample queued nothing')
    const { predictionId } = await desk.call('review.open', { caseId })
    await judge(desk, { caseId, predictionId }, 'incorrect')
    await desk.call('project.close', {})
    const made = { ...desk, path }
    const fresh = schemaOf(made)
    const db = new Database(join(path, 'project.db'))
    setBack(db, version)
    db.close()
    await desk.call('project.open', { path })
    const { reviews } = await desk.call('review.open', { caseId })
    const { undo } = await desk.call('review.history', {})
    expect([reviews.map(({ verdict }) => verdict), undo?.kind]).toEqual([['incorrect'], 'submit'])
    await desk.call('project.close', {})
    expect(schemaOf(made)).toEqual(fresh)
  },
)
