import { resolve } from 'node:path'
import { DeskError, ERROR_CODES } from '../../../shared/contract/errors.ts'
import { type ExportContract, ExportReport } from '../../../shared/contract/exports.ts'
import { type CsvColumns, ImportReport, type SourceFile } from '../../../shared/contract/imports.ts'
import { SAMPLES, SampleName } from '../../../shared/contract/projects.ts'
import type { QueueRow } from '../../../shared/contract/queue.ts'
import type { Input } from '../../../shared/contract/table.ts'
import { type CommandDesk, withDesk } from './desk.ts'
import type { Output } from './output.ts'
import { readContract } from './read-contract.ts'
import {
  exportLines,
  importLines,
  many,
  previewLines,
  queueHeader,
  queueLine,
  setAsideLines,
  statsLines,
} from './words.ts'

/** A verb answers its exit code: 0 done, 1 findings, otherwise the code of its failure (docs/command-line.md). */
export const DONE = 0
export const FINDINGS = 1
const CONFLICT = ERROR_CODES.conflict.exit

type WithJson = { readonly json?: boolean }

const file = (path: string): SourceFile => ({ from: 'path', path: resolve(path) })

export const newProject = (project: string, options: WithJson & { sample?: string }, output: Output): Promise<number> =>
  withDesk(null, output, async (desk) => {
    const overview = await desk.call('project.create', {
      path: resolve(project),
      ...(options.sample === undefined ? {} : { sample: sampleName(options.sample) }),
    })
    if (options.json) await output.json(overview)
    else
      output.say(
        `${overview.path} is ready: ${many(overview.counts.cases, 'case')}, ${overview.counts.waiting} waiting in the queue.`,
      )
    return DONE
  })

const sampleName = (name: string): SampleName => {
  const known = SampleName.safeParse(name)
  if (known.success) return known.data
  throw new DeskError('bad-input', `There is no sample ${JSON.stringify(name)}. There are ${SAMPLES.join(', ')}.`)
}

export type ImportChoices = WithJson & {
  readonly format?: Input<'import.start'>['format']
  readonly images?: readonly string[]
  readonly instances?: string
  readonly model?: string
  readonly role?: Input<'import.start'>['role']
  readonly as?: string
  readonly link?: boolean
  readonly feed?: string
  readonly columns?: CsvColumns
}

export const importFiles = (
  project: string,
  files: readonly string[],
  choices: ImportChoices,
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { json, images, instances, columns, ...rest } = choices
    const { jobId } = await desk.call('import.start', {
      ...rest,
      files: files.map(file),
      ...(images === undefined ? {} : { images: images.map(file) }),
      ...(instances === undefined ? {} : { instances: file(instances) }),
      ...(columns === undefined ? {} : { columns }),
    })
    const report = ImportReport.parse((await desk.finished(jobId)).result)
    if (json) await output.json({ ...report, rejects: await allRejects(desk, report) })
    else for (const line of importLines(report)) output.say(line)
    if (report.counts.conflicts > 0) return CONFLICT
    return report.counts.setAside > 0 ? FINDINGS : DONE
  })

const allRejects = async (desk: CommandDesk, report: ImportReport): Promise<ImportReport['rejects']> => {
  const all: ImportReport['rejects'] = []
  for (;;) {
    const { total, rejects } = await desk.call('import.rejects', {
      importId: report.importId,
      offset: all.length,
      limit: 1000,
    })
    all.push(...rejects)
    if (rejects.length === 0 || all.length >= total) return all
  }
}

/** Rows that one call of `queue.rows` answers at most. */
const PAGE = 500

export const listQueue = (
  project: string,
  options: WithJson & { limit: number; where: string; all?: boolean },
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const list = { scope: options.all ? 'all' : 'queued', where: options.where } as const
    const { total, waiting } = await desk.call('queue.count', list)
    const rows: QueueRow[] = []
    while (rows.length < options.limit) {
      const limit = Math.min(PAGE, options.limit - rows.length)
      const { rows: more } = await desk.call('queue.rows', { ...list, offset: rows.length, limit })
      if (more.length === 0) break
      rows.push(...more)
    }
    if (options.json) await output.json({ total, waiting, rows })
    else {
      if (rows.length > 0) await output.line(queueHeader)
      for (const row of rows) await output.line(queueLine(row))
      output.say(`${rows.length} of ${many(total, 'case')}, ${waiting} waiting.`)
    }
    return DONE
  })

export const importReviews = (
  project: string,
  options: WithJson & { from: string; as: string },
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const report = await desk.call('review.import', { file: file(options.from), as: options.as })
    if (options.json) await output.json(report)
    else {
      output.say(`${many(report.taken, 'review')} taken, ${report.known} known already.`)
      for (const line of setAsideLines(report.setAside, report.setAside.length, '--json')) output.say(line)
    }
    return report.setAside.length > 0 ? FINDINGS : DONE
  })

export type ExportChoices = WithJson & {
  readonly to: string
  readonly format: Input<'export.start'>['format']
  readonly where?: string
  readonly since?: string
  readonly verdict?: Input<'export.start'>['verdicts']
  readonly truth?: boolean
  readonly reviewer?: string
  readonly images?: Input<'export.start'>['images']
  readonly offsets?: Input<'export.start'>['offsets']
  readonly tags?: Input<'export.start'>['tags']
  readonly again?: string
  readonly losses?: Input<'export.start'>['losses']
  /** A file with a JSON Schema. */
  readonly contract?: string
  readonly broken?: ExportContract['broken']
}

export const exportBatch = (project: string, choices: ExportChoices, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { json, to, verdict, contract, broken = 'stop', ...rest } = choices
    const options: Input<'export.start'> = {
      ...rest,
      to: resolve(to),
      ...(verdict === undefined ? {} : { verdicts: verdict }),
      ...(contract === undefined ? {} : { contract: readContract(contract, broken) }),
    }
    if (!json)
      for (const line of previewLines(choices.format, await desk.call('export.preview', options))) output.say(line)
    const { jobId } = await desk.call('export.start', options)
    const report = ExportReport.parse((await desk.finished(jobId)).result)
    if (json) await output.json(report)
    else for (const line of exportLines({ ...report, losses: [] })) output.say(line)
    return report.verified.differences.length > 0 ? FINDINGS : DONE
  })

export const showStats = (project: string, options: WithJson, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const stats = await desk.call('project.stats', {})
    if (options.json) await output.json(stats)
    else for (const line of statsLines(stats)) await output.line(line)
    return DONE
  })

/** Any operation: one line with its Result, then one line for each job that it started, as it ended. */
export const callOperation = (project: string, operation: string, input: unknown, output: Output): Promise<number> =>
  withDesk(project === '-' ? null : project, output, async (desk) => {
    const result = await desk.callUnknown(operation, input)
    await output.json(result)
    if (!result.ok) {
      output.say(result.error.message)
      return ERROR_CODES[result.error.code].exit
    }
    let code: number = DONE
    for (const job of await desk.allFinished()) {
      await output.json(job)
      if (job.error) {
        output.say(job.error.message)
        code = ERROR_CODES[job.error.code].exit
      }
    }
    return code
  })
