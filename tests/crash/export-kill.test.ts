import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importTruths } from '../helpers/many-truths.ts'
import { seeded } from '../helpers/seeded.ts'

const VICTIM = fileURLToPath(new URL('export-victim.ts', import.meta.url))
const ROUNDS = 8

const Manifest = z.object({
  batch: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
})

/** Lets it export until a random moment, kills it, answers the batches it said were done. */
const killedVictim = async (args: readonly string[], moment: number): Promise<string[]> => {
  const child = spawn(process.execPath, [VICTIM, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  const ready = Promise.withResolvers<void>()
  child.stdout.on('data', (chunk) => {
    out += chunk
    if (out.includes('ready\n')) ready.resolve()
  })
  const exited = once(child, 'close')
  await Promise.race([ready.promise, exited])
  await setTimeout(moment)
  child.kill('SIGKILL')
  await exited
  return out.split('\n').slice(1, -1)
}

/** Batches that stand under their own name and are not what their manifest says. */
const halfWritten = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .filter((name) => {
      const { files } = Manifest.parse(JSON.parse(readFileSync(join(folder, name, 'manifest.json'), 'utf8')))
      return files.some((file) => {
        const bytes = readFileSync(join(folder, name, file.name))
        return createHash('sha256').update(bytes).digest('hex') !== file.sha256 || bytes.byteLength !== file.bytes
      })
    })

const recorded = async (desk: Desk): Promise<string[]> =>
  (await desk.call('export.list', {})).batches.map(({ batchId }) => batchId)

test('a desk killed at random moments of exporting leaves whole batches or none, each in the record, none it had promised lost', async () => {
  await using desk = await temporaryDesk()
  await importTruths(desk, 600)
  await desk.backend.close()
  const exports = join(desk.folder, 'exports')
  mkdirSync(exports)
  const random = seeded(11)
  const said: string[] = []
  for (let round = 0; round < ROUNDS; round += 1)
    said.push(
      ...(await killedVictim([desk.path, join(desk.folder, 'state'), exports, String(round)], 20 + random() * 900)),
    )
  const trouble = said.filter((line) => !line.endsWith(' done'))
  const promised = said.map((line) => line.split(' ')[0] ?? '')
  const there = readdirSync(exports).filter((name) => !name.startsWith('.'))
  expect({ trouble, half: halfWritten(exports), lost: promised.filter((name) => !there.includes(name)) }).toEqual({
    trouble: [],
    half: [],
    lost: [],
  })

  await desk.restart()
  expect((await desk.call('record.verify', {})).ok).toBe(true)
  const batches = await recorded(desk)
  const known = there.map(
    (name) => Manifest.parse(JSON.parse(readFileSync(join(exports, name, 'manifest.json'), 'utf8'))).batch,
  )
  expect(known.filter((id) => !batches.includes(id))).toEqual([])

  // What a kill left behind goes when the same place is exported to again.
  for (const left of readdirSync(exports).filter((name) => name.startsWith('.'))) {
    const to = join(exports, left.slice(1).split('.unfinished-')[0] ?? '')
    if (statSync(to, { throwIfNoEntry: false }) !== undefined) continue
    expect((await desk.work('export.start', { format: 'csv', to })).state).toBe('done')
  }
  expect(readdirSync(exports).filter((name) => name.startsWith('.'))).toEqual([])
}, 180_000)
