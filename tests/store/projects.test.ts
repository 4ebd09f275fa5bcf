import { existsSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createBackend } from '../../electron/backend/create-backend.ts'
import { asPerson, paths, temporaryDesk } from '../helpers/desk.ts'

const browser = asPerson('ada', 'web', false)

test('every operation without an open project says so, and what the desk itself is asked is answered', async () => {
  await using desk = await temporaryDesk()
  await desk.call('project.close', {})
  await expect(desk.call('project.overview', {})).rejects.toThrow(/^no-project: /)
  expect(await desk.call('desk.state', {})).toMatchObject({ open: null, recent: [{ path: desk.path, exists: true }] })
})

test('an unknown operation and a wrong input are refused with what is wrong', async () => {
  await using desk = await temporaryDesk()
  const unknown = await desk.backend.dispatchUnknown('review.guess', {}, desk.caller)
  const wrong = await desk.backend.dispatchUnknown('job.get', { jobId: 7, more: 1 }, desk.caller)
  const deep = { where: JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) }
  const changes = [{ id: 'annotation:a', before: null, after: deep }]
  const endless = await desk.backend.dispatchUnknown('review.change', { changes }, desk.caller)
  const file = { from: 'path', path: 'a\0b' }
  const named = await desk.backend.dispatchUnknown('review.import', { file, as: 'ada' }, desk.caller)
  expect([endless, named]).toMatchObject([
    { ok: false, error: { code: 'bad-input', message: expect.stringContaining('nested too deep') } },
    { ok: false, error: { code: 'bad-input', message: expect.stringContaining('NUL') } },
  ])
  expect([unknown, wrong]).toMatchObject([
    { ok: false, error: { code: 'unknown-operation', message: expect.stringContaining('review.submit') } },
    { ok: false, error: { code: 'bad-input', message: expect.stringMatching(/jobId.*more/s) } },
  ])
})

test('a project made by name stands under the root; the same name again is refused, a path is taken as it is', async () => {
  await using desk = await temporaryDesk()
  const made = await desk.call('project.create', { name: '  Shelf: <today>/.. ' })
  expect(made.path).toBe(join(desk.folder, 'projects', 'Shelf today.secondlook'))
  await expect(desk.call('project.create', { name: 'Shelf <today>' })).rejects.toThrow(/^already-exists: /)
  await expect(desk.call('project.create', { name: '../..' })).rejects.toThrow(/^bad-input: /)
  const path = join(desk.folder, 'elsewhere')
  expect((await desk.call('project.create', { path })).path).toBe(`${path}.secondlook`)
})

test('a browser names no paths and opens no project outside the root', async () => {
  await using desk = await temporaryDesk()
  const outside = join(desk.folder, 'outside.secondlook')
  await desk.call('project.create', { path: outside })
  const refused = [
    desk.call('project.create', { path: join(desk.folder, 'x') }, browser),
    desk.call('project.open', { path: outside }, browser),
    desk.call('project.open', { path: join(desk.folder, 'projects', '..', 'outside.secondlook') }, browser),
    desk.call('project.restore', { path: outside, backup: 'project-2026-01-01T00-00-00Z.db' }, browser),
  ]
  for (const call of refused) await expect(call).rejects.toThrow(/^not-allowed: /)
  const { recent } = await desk.call('desk.state', {}, browser)
  expect(recent.map(({ path }) => path)).toEqual([desk.path])
  expect((await desk.call('project.open', { path: desk.path }, browser)).path).toBe(desk.path)
})

test('a changed setting is recorded once, and the same setting again is not', async () => {
  await using desk = await temporaryDesk()
  const before = await desk.call('record.verify', {})
  await desk.call('project.settings', { blindFirst: true })
  await desk.call('project.settings', { blindFirst: true })
  const after = await desk.call('record.verify', {})
  expect(after.desks[0]?.entries).toBe((before.desks[0]?.entries ?? 0) + 1)
  await desk.restart()
  expect((await desk.call('project.overview', {})).project.settings.blindFirst).toBe(true)
})

test('a desk started for a damaged project stands, says what happened, and opens its backup', async () => {
  await using desk = await temporaryDesk()
  await desk.call('project.settings', { blindFirst: true })
  await desk.backend.close()
  truncateSync(join(desk.path, 'project.db'), 5000)
  const backend = await createBackend({
    version: '0.0.0-test',
    host: 'web',
    stateDir: join(desk.folder, 'state'),
    projectsRoot: join(desk.folder, 'projects'),
    ...paths,
    open: desk.path,
  })
  const state = await backend.dispatch('desk.state', {}, browser)
  if (!state.ok || !state.value.openFailure) throw new Error('the failure is not told')
  const { path, failure, backups } = state.value.openFailure
  expect([path, failure.code, backups.length]).toEqual([desk.path, 'project-damaged', 1])
  const restored = await backend.dispatch('project.restore', { path, backup: backups[0]?.file ?? '' }, browser)
  expect(restored).toMatchObject({ ok: true, value: { project: { name: 'test' } } })
  expect(existsSync(join(desk.path, 'project.db.damaged-1'))).toBe(true)
  await backend.close()
})
