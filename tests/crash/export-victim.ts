import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { createBackend } from '../../electron/backend/create-backend.ts'
import { EXPORT_FORMATS } from '../../shared/model/format.ts'
import { asPerson, paths } from '../helpers/desk.ts'

/** Exports one batch after the other until it is killed. Arguments: project, state, folder for exports, round. */
const [project = '', stateDir = '', exportsDir = '', round = '0'] = process.argv.slice(2)
const backend = await createBackend({
  version: '0.0.0-test',
  host: 'cli',
  stateDir,
  projectsRoot: stateDir,
  ...paths,
  open: project,
})
const say = (line: string): void => void writeSync(1, `${line}\n`)

say('ready')
for (let nr = 0; ; nr += 1) {
  const format = EXPORT_FORMATS[nr % EXPORT_FORMATS.length] ?? 'native'
  const name = `${round}-${nr}`
  const ended = Promise.withResolvers<string>()
  const stop = backend.subscribe((event) => {
    if (event.type === 'job.changed' && event.job.state !== 'running') ended.resolve(event.job.error?.message ?? 'done')
  })
  const started = await backend.dispatch('export.start', { format, to: join(exportsDir, name) }, asPerson('ada'))
  say(started.ok ? `${name} ${await ended.promise}` : `${name} ${started.error.message}`)
  stop()
}
