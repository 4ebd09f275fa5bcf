import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { createBackend } from '../../electron/backend/create-backend.ts'
import { newActId } from '../../electron/backend/files/sha256.ts'
import type { Input, OperationName, Output } from '../../shared/contract/table.ts'
import { CommandId } from '../../shared/model/ids.ts'
import type { Verdict } from '../../shared/model/verdict.ts'
import { asPerson, paths } from '../helpers/desk.ts'
import { seeded } from '../helpers/seeded.ts'

/**
 * A desk that works without rest until it is killed: reviews, undoes, imports, exports, in a seeded random order. It says
 * a line for each thing that was acknowledged, after the answer came. Arguments: project, state, folder of import files,
 * folder for exports, seed.
 */
const [project = '', stateDir = '', dataDir = '', exportsDir = '', seed = '1'] = process.argv.slice(2)
const random = seeded(Number(seed))
const caller = asPerson('ada')
const backend = await createBackend({
  version: '0.0.0-test',
  host: 'cli',
  stateDir,
  projectsRoot: stateDir,
  ...paths,
  open: project,
})
const say = (line: string): void => void writeSync(1, `${line}\n`)

const call = async <N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>> => {
  const result = await backend.dispatch(name, input, caller)
  if (!result.ok) throw new Error(`${name}: ${result.error.code}: ${result.error.message}`)
  return result.value
}

const verdicts: readonly Verdict[] = ['incorrect', 'unsafe', 'irrelevant', 'cannot-tell', 'non-compliant']
const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]

const review = async (): Promise<void> => {
  const row = pick((await call('queue.next', { limit: 20 })).rows)
  if (!row) return
  const {
    worksheet,
    predictionId,
    case: { id },
  } = await call('review.open', { caseId: row.caseId })
  const subject = { caseId: id, predictionId }
  const change = CommandId.parse(newActId())
  const applied = await call('review.change', {
    commandId: change,
    subject,
    baseRevision: worksheet.revision,
    changes: [
      { id: 'verdict', before: worksheet.verdict, after: pick(verdicts) ?? 'incorrect' },
      { id: 'note', before: worksheet.note, after: `note ${Math.floor(random() * 1e9)}` },
    ],
    label: 'verdict',
  })
  say(`command ${change}`)
  const submit = CommandId.parse(newActId())
  await call('review.submit', {
    commandId: submit,
    subject,
    baseRevision: applied.revision,
    activeMs: 1000,
    blind: false,
    proposed: { verdict: null, causes: [], errors: [] },
  })
  say(`command ${submit}`)
}

const undo = async (): Promise<void> => {
  const { undo: top } = await call('review.history', {})
  if (!top) return
  const commandId = CommandId.parse(newActId())
  await call('review.undo', { commandId, expects: top.commandId })
  say(`command ${commandId}`)
}

let job: { readonly id: string; readonly what: string } | null = null
backend.subscribe((event) => {
  if (event.type !== 'job.changed' || event.job.id !== job?.id || event.job.state === 'running') return
  if (event.job.state === 'done') say(job.what)
  else say(`trouble ${event.job.error?.message}`)
  job = null
})
let nextFile = Math.floor(random() * 40)
let nextExport = 0
const work = async (): Promise<void> => {
  if (job) return
  if (random() < 0.6) {
    const file = `part-${nextFile++ % 40}.jsonl`
    const { jobId } = await call('import.start', { files: [{ from: 'path', path: join(dataDir, file) }] })
    job = { id: jobId, what: `import ${file}` }
  } else {
    const name = `${process.pid}-${nextExport++}`
    const { jobId } = await call('export.start', {
      format: pick(['native', 'csv'] as const) ?? 'csv',
      to: join(exportsDir, name),
    })
    job = { id: jobId, what: `export ${name}` }
  }
}

say('ready')
for (;;) {
  const draw = random()
  if (draw < 0.65) await review()
  else if (draw < 0.85) await undo()
  else await work()
}
