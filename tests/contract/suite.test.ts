import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Conversation, converse, masked, type Transport } from './suite.ts'
import { commandLine, direct, http, ipc } from './suite-transports.ts'

const folders: string[] = []
const talk = async (transport: Transport): Promise<{ said: Conversation; shown: unknown }> => {
  const folder = mkdtempSync(join(tmpdir(), 'second-look-suite-'))
  folders.push(folder)
  await using session = await transport.open(folder)
  const said = await converse(session)
  return { said, shown: masked(said, folder) }
}

let reference: Awaited<ReturnType<typeof talk>>
beforeAll(async () => {
  reference = await talk(direct)
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

test('the conversation says what it should: values where asked rightly, and each refusal under its own code', () => {
  expect(reference.said.map(([name, answer]) => `${name} ${answer.ok ? 'ok' : answer.error.code}`)).toEqual([
    'queue.next no-project',
    'queue.frobnicate unknown-operation',
    '__proto__ unknown-operation',
    'constructor unknown-operation',
    'project.open bad-input',
    'project.create ok',
    'project.create already-exists',
    'queue.count ok',
    'queue.rows ok',
    'queue.next ok',
    'review.open ok',
    'review.change ok',
    'review.change ok',
    'review.change conflict',
    'review.submit ok',
    'review.submit ok',
    'review.history ok',
    'review.undo conflict',
    'review.undo ok',
    'review.undo ok',
    'review.history ok',
    'review.redo ok',
    'review.list ok',
    'review.open ok',
    'queue.rows bad-input',
    'queue.rows bad-input',
    'queue.rows bad-input',
    'queue.rows bad-input',
    'review.open not-found',
    'review.open not-found',
    'review.submit bad-input',
    'job.get not-found',
    'import.rejects not-found',
    'export.preview ok',
    'export.preview ok',
    'export.list ok',
    'project.stats ok',
    'record.verify ok',
    'project.overview ok',
  ])
})

test('the same command sent twice is answered the same twice', () => {
  const answers = (name: string) => reference.said.filter(([asked]) => asked === name).map(([, answer]) => answer)
  const [changed, changedAgain] = answers('review.change')
  const [submitted, submittedAgain] = answers('review.submit')
  expect([changedAgain, submittedAgain]).toEqual([changed, submitted])
})

test.each([ipc, http, commandLine])(
  'over $name the desk says the same',
  async (transport) => {
    expect((await talk(transport)).shown).toEqual(reference.shown)
    // The command line starts a process for each of forty calls.
  },
  240_000,
)
