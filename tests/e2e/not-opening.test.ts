import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { LATEST_VERSION } from '../../electron/backend/store/migrations/list.ts'
import { lockProject } from '../../electron/backend/store/project-lock.ts'
import { Database } from '../../electron/backend/store/sqlite.ts'
import { violations } from '../helpers/axe.ts'
import { browserDesk } from '../helpers/browser-desk.ts'

/** Asks for the project on the first screen; what the screen then says, as one text. */
const asked = async (page: Page): Promise<string> => {
  await page.reload()
  await page.getByRole('button', { name: /shelf/ }).last().click()
  const alert = page.getByRole('alert', { name: 'Project that did not open' })
  await alert.waitFor()
  expect(await violations(page)).toEqual([])
  return (await alert.textContent()) ?? ''
}

test('a locked, a newer and a damaged project each say what happened and what to do, and open once that is done', async () => {
  await using desk = await browserDesk()
  const { page, call } = desk
  const { path } = await call('project.create', { name: 'shelf' })
  await call('project.close', {})
  const database = join(path, 'project.db')

  const lock = lockProject(path)
  const locked = await asked(page)
  lock.release()

  const version = (next: number): void => {
    const db = new Database(database)
    db.pragma(`user_version = ${next}`)
    db.close()
  }
  version(LATEST_VERSION + 10)
  const newer = await asked(page)
  version(LATEST_VERSION)

  await page.getByRole('button', { name: 'Try to open it again' }).click()
  await page.getByRole('button', { name: /shelf/ }).first().waitFor()
  await expect.poll(async () => (await call('desk.state', {})).open?.path).toBe(path)
  await call('project.close', {})
  writeFileSync(database, 'no database at all. '.repeat(500))
  const damaged = await asked(page)
  expect([locked, newer, damaged]).toEqual([
    expect.stringMatching(/open elsewhere.*open in another desk.*Close it there/s),
    expect.stringMatching(/newer version.*Update Second Look/s),
    expect.stringMatching(/is damaged.*no backup.*copy of your own/s),
  ])
}, 60_000)
