import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createBackend } from '../../electron/backend/create-backend.ts'
import { createProjectFolder, openStore } from '../../electron/backend/store/open-store.ts'
import { checkRecord } from '../../electron/backend/store/record-check.ts'
import { asPerson, paths } from '../helpers/desk.ts'
import { seeded } from '../helpers/seeded.ts'

export type CrashReport = {
  readonly rounds: number
  /** Commands, imports and exports that had been answered before a kill. */
  readonly acknowledged: number
  /** Acknowledged, and not there afterwards. */
  readonly lost: readonly string[]
  readonly corrupt: readonly string[]
  readonly halfWritten: readonly string[]
  /** What the victim itself complained of. */
  readonly trouble: readonly string[]
}

const VICTIM = fileURLToPath(new URL('victim.ts', import.meta.url))
const ROWS = 400

const writeParts = (folder: string): void => {
  for (let part = 0; part < 40; part++) {
    const lines = [JSON.stringify({ secondLook: 1, model: { name: 'm', version: '1' } })]
    for (let i = 0; i < ROWS; i++) {
      const text = `Order ${part}-${i} never came, and the box was open.`
      const prediction = {
        class: i % 3 ? 'delivery' : 'refund',
        scores: { delivery: (i % 97) / 97, refund: 1 - (i % 97) / 97 },
      }
      lines.push(JSON.stringify({ key: `${part}/${i}`, kind: 'text', text, prediction }))
    }
    writeFileSync(join(folder, `part-${part}.jsonl`), `${lines.join('\n')}\n`)
  }
}

/** Kills a working desk at a random moment, `rounds` times, and looks at what is left each time. */
export const crashRounds = async (rounds: number, seed: number): Promise<CrashReport> => {
  const folder = mkdtempSync(join(tmpdir(), 'second-look-crash-'))
  const random = seeded(seed)
  const at = (name: string): string => join(folder, name)
  for (const name of ['state', 'data', 'exports']) mkdirSync(at(name))
  const project = at('p.secondlook')
  createProjectFolder(project, 'p')
  writeParts(at('data'))
  await importFirstPart(project, at('state'), at('data'))
  const said: string[] = []
  const lost = new Set<string>()
  const corrupt: string[] = []
  const halfWritten = new Set<string>()
  const trouble: string[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      const lines = await killedDesk([project, at('state'), at('data'), at('exports'), String(seed + round)], random)
      trouble.push(...lines.filter((line) => line.startsWith('trouble') || line.startsWith('stderr')))
      said.push(...lines.filter((line) => /^(command|import|export) /.test(line)))
      corrupt.push(...damage(project, at('state')).map((what) => `round ${round}: ${what}`))
      for (const line of missing(project, at('state'), at('exports'), said)) lost.add(line)
      for (const name of unfinishedExports(at('exports'))) halfWritten.add(name)
    }
    return { rounds, acknowledged: said.length, lost: [...lost], corrupt, halfWritten: [...halfWritten], trouble }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Something to review from the first moment on. */
const importFirstPart = async (project: string, stateDir: string, dataDir: string): Promise<void> => {
  const options = {
    version: '0.0.0-test',
    host: 'cli',
    stateDir,
    projectsRoot: stateDir,
    ...paths,
    open: project,
  } as const
  const backend = await createBackend(options)
  const ended = Promise.withResolvers<void>()
  backend.subscribe((event) => {
    if (event.type === 'job.changed' && event.job.state !== 'running') ended.resolve()
  })
  await backend.dispatch(
    'import.start',
    { files: [{ from: 'path', path: join(dataDir, 'part-0.jsonl') }] },
    asPerson('ada'),
  )
  await ended.promise
  await backend.close()
}

/** Runs the victim, kills it at a random moment after it is ready, answers the lines it said. */
const killedDesk = async (args: readonly string[], random: () => number): Promise<string[]> => {
  const child = spawn(process.execPath, [VICTIM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  const ready = Promise.withResolvers<void>()
  child.stdout.on('data', (chunk) => {
    out += chunk
    if (out.includes('ready\n')) ready.resolve()
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  const exited = once(child, 'close')
  await Promise.race([ready.promise, exited])
  const { promise: moment, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, 5 + random() * 900)
  await Promise.race([moment, exited])
  clearTimeout(timer)
  child.kill('SIGKILL')
  await exited
  const complete = out
    .slice(0, out.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)
  return err === '' ? complete : [...complete, `stderr ${err.slice(0, 2000)}`]
}

const damage = (project: string, stateDir: string): string[] => {
  const store = openStore(project, { stateDir, mode: 'desk' })
  try {
    const integrity = String(store.db.pragma('integrity_check(1)', { simple: true }))
    const keys = store.db.pragma('foreign_key_check')
    const record = checkRecord(store)
    return [
      ...(integrity === 'ok' ? [] : [integrity]),
      ...(Array.isArray(keys) && keys.length === 0 ? [] : ['rows refer to rows that are not there']),
      ...record.problems.map(({ sequence, what }) => `record entry ${sequence}: ${what}`),
    ]
  } finally {
    store.close()
  }
}

const missing = (project: string, stateDir: string, exportsDir: string, said: readonly string[]): string[] => {
  const store = openStore(project, { stateDir, mode: 'desk' })
  try {
    const command = store.db.prepare('SELECT 1 FROM commands WHERE id = ?')
    const cases = store.db.prepare('SELECT count(*) FROM case_contents WHERE key GLOB ?').pluck()
    return said.filter((line) => {
      const [kind = '', what = ''] = line.split(' ')
      if (kind === 'command') return command.get(what) === undefined
      if (kind === 'import') return cases.get(`${what.replace(/part-(\d+)\.jsonl/, '$1')}/*`) !== ROWS
      return !existsSync(join(exportsDir, what, 'manifest.json'))
    })
  } finally {
    store.close()
  }
}

/** Export folders under their own name whose manifest is not there or does not fit their files. */
const unfinishedExports = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => /^\d+-\d+$/.test(name))
    .filter((name) => {
      const manifest = join(folder, name, 'manifest.json')
      if (!existsSync(manifest)) return true
      const { files }: { files: { name: string; sha256: string }[] } = JSON.parse(readFileSync(manifest, 'utf8'))
      return files.some((file) => {
        const path = join(folder, name, file.name)
        return !existsSync(path) || createHash('sha256').update(readFileSync(path)).digest('hex') !== file.sha256
      })
    })
