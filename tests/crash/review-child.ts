import type { Caller } from '../../electron/backend/backend.ts'
import { createBackend } from '../../electron/backend/create-backend.ts'
import { newActId } from '../../electron/backend/files/sha256.ts'
import { CommandId, PersonId } from '../../shared/model/ids.ts'
import type { Change, Subject } from '../../shared/model/review.ts'
import { seededId, seededPrediction } from '../helpers/seed-cases.ts'

/** Works on a project until it is killed, and prints the id of every command that was acknowledged. */
const [path = '', stateDir = '', workerUrl = ''] = process.argv.slice(2)
const caller: Caller = { host: 'cli', personId: PersonId.parse('ada'), mayNamePaths: true }
const backend = await createBackend({
  version: 'crash',
  host: 'cli',
  stateDir,
  projectsRoot: stateDir,
  samplesDir: stateDir,
  workerUrl: new URL(workerUrl),
  open: path,
})
const newId = () => CommandId.parse(newActId())
const proposed = { verdict: null, causes: [], errors: [] }

for (let round = 0; ; round++) {
  const key = `case-${round % 3}`
  const subject: Subject = { caseId: seededId(key), predictionId: seededPrediction(key, 'm') }
  const opened = await backend.dispatch('review.open', subject, caller)
  if (!opened.ok) throw new Error(opened.error.message)
  const { verdict, note, revision: baseRevision } = opened.value.worksheet
  const commandId = newId()
  const act = round % 5
  const changes: Change[] = [
    { id: 'verdict', before: verdict, after: verdict === 'unsafe' ? 'incorrect' : 'unsafe' },
    { id: 'note', before: note, after: `${round}` },
  ]
  const submission = { commandId, subject, baseRevision, activeMs: 1, blind: false, proposed }
  const history = await backend.dispatch('review.history', {}, caller)
  const expects = history.ok ? history.value[act === 3 ? 'undo' : 'redo']?.commandId : undefined
  const result =
    act === 2 && verdict !== null
      ? await backend.dispatch('review.submit', submission, caller)
      : act >= 3 && expects
        ? await backend.dispatch(act === 3 ? 'review.undo' : 'review.redo', { commandId, expects }, caller)
        : await backend.dispatch('review.change', { commandId, subject, baseRevision, changes, label: 'x' }, caller)
  if (!result.ok) throw new Error(result.error.message)
  process.stdout.write(`${commandId}\n`)
}
