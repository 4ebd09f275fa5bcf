import { readFileSync } from 'node:fs'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { ErasureReport } from '../../../shared/contract/record.ts'
import { RecordCheck, RecordHead } from '../../../shared/model/record.ts'
import { withDesk } from './desk.ts'
import type { Output } from './output.ts'
import { DONE, FINDINGS } from './verbs.ts'
import { many } from './words.ts'
import { writeNew } from './write-new.ts'

type WithJson = { readonly json?: boolean }

/** Reads a head's file. Throws `bad-file` that names the field. */
const readHead = (path: string): RecordHead => {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new DeskError(
      'bad-file',
      `${path} cannot be read as JSON (${String(error)}). Give the file that "record head" wrote.`,
    )
  }
  const read = RecordHead.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new DeskError(
    'bad-file',
    `${path} is no head of a record: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}. Give the file that "record head" wrote.`,
  )
}

const place = ({ deskId, sequence, last }: RecordCheck['problems'][number]): string =>
  sequence < 0
    ? `Head of desk ${deskId}`
    : `Desk ${deskId}, ${sequence === last ? `entry ${sequence}` : `entries ${sequence} to ${last}`}`

export const verifyRecord = (
  project: string,
  options: WithJson & { head?: string },
  output: Output,
): Promise<number> => {
  const head = options.head === undefined ? null : readHead(options.head)
  return withDesk(project, output, async (desk) => {
    const { jobId } = await desk.call('record.check', { head })
    const found = RecordCheck.parse((await desk.finished(jobId)).result)
    if (options.json) await output.json(found)
    else {
      for (const { deskId, entries, root } of found.desks)
        output.say(`Desk ${deskId}: ${many(entries, 'entry', 'entries')}, root ${root}`)
      for (const problem of found.problems) output.say(`${place(problem)}: ${problem.what}`)
      output.say(verdict(found, head))
    }
    return found.ok ? DONE : FINDINGS
  })
}

const verdict = ({ ok, problems }: RecordCheck, head: RecordHead | null): string => {
  if (!ok && problems.every(({ sequence }) => sequence < 0)) return 'This head cannot be held against the record.'
  if (!ok) return 'The record is not what it was.'
  return head === null
    ? 'Every hash of the record fits. Only an exported head can tell whether all of it was written anew (--head).'
    : `The record holds all that the head of ${head.at} was made of, unchanged.`
}

export const exportHead = (
  project: string,
  options: WithJson & { to?: string; since?: string },
  output: Output,
): Promise<number> => {
  const since = options.since === undefined ? null : readHead(options.since)
  return withDesk(project, output, async (desk) => {
    const { head, fingerprint } = await desk.call('record.head', { since })
    if (options.to !== undefined) writeNew(options.to, `${JSON.stringify(head, null, 2)}\n`)
    if (options.json || options.to === undefined) await output.json(head)
    for (const { deskId, size, root } of head.logs)
      output.say(`Desk ${deskId}: ${many(size, 'entry', 'entries')}, root ${root}`)
    output.say(
      `Signed by desk ${head.deskId}, key ${fingerprint}${options.to === undefined ? '' : `, in ${options.to}`}.`,
    )
    return DONE
  })
}

export const eraseCase = (
  project: string,
  options: WithJson & { case: string; feed?: string; reason: string; dryRun?: boolean },
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { feed, reason, dryRun } = options
    const report = await desk.call('record.erase', {
      key: options.case,
      reason,
      dryRun: dryRun === true,
      ...(feed === undefined ? {} : { feed }),
    })
    await desk.allFinished()
    if (options.json) await output.json(report)
    else for (const line of erasureLines(report)) output.say(line)
    return DONE
  })

const erasureLines = (report: ErasureReport): string[] => [
  `${report.dryRun ? 'Would be erased' : 'Erased'}: ${report.cases.map(({ key, feed }) => (feed === '' ? key : `${key} (${feed})`)).join(', ')}.`,
  ...report.rows.filter(({ rows }) => rows > 0).map(({ table, rows }) => `  ${table}: ${many(rows, 'row')}`),
  `  record: the contents of ${many(report.entries, 'entry', 'entries')}; their hashes stay`,
  ...report.assets.map(({ sha256, bytes, linked }) =>
    linked
      ? `  image ${sha256.slice(0, 12)}: linked, its file stays where it is`
      : `  image ${sha256.slice(0, 12)}: ${many(bytes, 'byte')}`,
  ),
  ...report.backups.map(({ file, what }) => `  ${file}: ${what === 'erased' ? 'erased there too' : 'removed whole'}`),
  ...(report.batches.length > 0
    ? [`Out of reach: batches that carried it out of the project: ${report.batches.join(', ')}.`]
    : []),
  ...(report.dryRun ? ['Nothing was changed. Leave --dry-run out to erase.'] : []),
]
