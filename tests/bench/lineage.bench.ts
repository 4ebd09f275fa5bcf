import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Backend } from '../../electron/backend/backend.ts'
import { createBackend } from '../../electron/backend/create-backend.ts'
import { createProjectFolder, openStore } from '../../electron/backend/store/open-store.ts'
import type { Result } from '../../shared/contract/errors.ts'
import type { LineageSubject } from '../../shared/model/lineage.ts'
import { asPerson, paths } from '../helpers/desk.ts'
import { growProject, PERIODS } from './grown-project.ts'
import type { Bench, Row } from './row.ts'

/** BENCH_LINEAGE_REVIEWS sets the size; the target is for 100,000. */
const REVIEWS = Number(process.env.BENCH_LINEAGE_REVIEWS ?? 100_000)

const QUESTIONS = [
  'lineage.data',
  'lineage.corrected',
  'lineage.edgeCases',
  'lineage.taxonomy',
  'lineage.usage',
  'lineage.failures',
] as const

/** Every model and every version, each asked once: the slowest counts. */
const SUBJECTS: readonly LineageSubject[] = Array.from({ length: PERIODS }, (_, at) => at + 1).flatMap((number) => [
  { kind: 'dataset' as const, name: `shelves@${number}` },
  { kind: 'model' as const, name: `shelf@${number + 1}` },
])

const measure = async (backend: Backend): Promise<readonly Row[]> => {
  const caller = asPerson('ada')
  const timed = async (work: () => Promise<Result<unknown>>): Promise<number> => {
    const start = performance.now()
    const result = await work()
    if (!result.ok) throw new Error(result.error.message)
    return performance.now() - start
  }
  const rows: Row[] = []
  for (const question of QUESTIONS) {
    const times: number[] = []
    for (const subject of SUBJECTS) times.push(await timed(() => backend.dispatch(question, { subject }, caller)))
    const worst = Math.max(...times)
    const target = `≤ 200, the slowest of ${SUBJECTS.length} models and versions`
    rows.push({ name: question, value: worst, unit: 'ms', target, pass: worst <= 200 })
  }
  const graph = await timed(() => backend.dispatch('lineage.graph', {}, caller))
  return [...rows, { name: 'lineage.graph', value: graph, unit: 'ms', target: '≤ 1000', pass: graph <= 1000 }]
}

/** The questions of the lineage on a project of many reviews and versions. */
export const bench: Bench = {
  name: 'lineage',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'second-look-lineage-'))
    const open = join(folder, 'p.secondlook')
    const stateDir = join(folder, 'state')
    mkdirSync(stateDir)
    createProjectFolder(open, 'p')
    const store = openStore(open, { stateDir, mode: 'desk' })
    try {
      growProject(store, REVIEWS)
    } finally {
      store.close()
    }
    const backend = await createBackend({ version: '0', host: 'cli', stateDir, projectsRoot: folder, ...paths, open })
    try {
      return await measure(backend)
    } finally {
      await backend.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
