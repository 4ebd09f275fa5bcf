import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importTruths } from '../helpers/many-truths.ts'

/** A disk of one megabyte; null where this user may not mount one. */
const smallDisk = (desk: Desk): ({ readonly path: string } & Disposable) | null => {
  const path = join(desk.folder, 'small-disk')
  mkdirSync(path)
  const mounted =
    process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path]).status === 0
  return mounted ? { path, [Symbol.dispose]: () => void spawnSync('umount', ['-l', path]) } : null
}

test('a full disk is said to be full; neither a half batch nor a record of one is left', async (context) => {
  await using desk = await temporaryDesk()
  using disk = smallDisk(desk)
  if (disk === null) return context.skip('this user may not mount a small disk')
  await importTruths(desk, 800, 'x'.repeat(2000))
  const job = await desk.work('export.start', { format: 'native', to: join(disk.path, 'batch') })
  expect(job).toMatchObject({ state: 'failed', error: { code: 'disk-full' } })
  expect([readdirSync(disk.path), (await desk.call('export.list', {})).batches]).toEqual([[], []])
})
