import { readFileSync, statSync } from 'node:fs'
import { DeskError } from '../../../shared/contract/errors.ts'
import { parseExactly } from '../../../shared/domain/formats/json-line.ts'
import { isLabelStudio, readLabelStudioTask } from '../../../shared/domain/formats/label-studio-read.ts'
import type { Read, Role } from '../../../shared/domain/formats/read-row.ts'
import type { Reached } from '../files/lines.ts'
import type { Source } from './import-sources.ts'
import type { SizeOf } from './import-yolo.ts'

/** Documents are read whole: half a gigabyte of text is the most a string can hold. */
const MOST_BYTES = 500 * 1024 * 1024
const TASKS_A_TIME = 50

/** A list of tasks, one task, or one task a line. */
const tasksOf = (text: string): readonly unknown[] => {
  try {
    const document = parseExactly(text)
    return Array.isArray(document) ? document : [document]
  } catch (error) {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
    if (lines.length < 2 || !lines[0]?.trim().endsWith('}')) throw error
    return lines.map(parseExactly)
  }
}

/** The tasks of a file that Label Studio exported. Throws `bad-file`. */
export async function* readLabelStudio(
  source: Source,
  role: Role,
  sizeOf: SizeOf,
  reached: Reached,
): AsyncGenerator<readonly Read[]> {
  if (statSync(source.path).size > MOST_BYTES)
    throw new DeskError(
      'bad-file',
      `${source.name} is larger than 500 MB. Export it in parts, or convert it to JSON Lines.`,
    )
  let tasks: readonly unknown[]
  try {
    tasks = tasksOf(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(source.path)))
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : 'unreadable'
    throw new DeskError('bad-file', `${source.name} is not a Label Studio export: ${why}.`)
  }
  if (tasks.length > 0 && !isLabelStudio(tasks))
    throw new DeskError('bad-file', `${source.name} is JSON, but no list of tasks with their data.`)
  let reads: Read[] = []
  for (const task of tasks) {
    reads.push(...(await readLabelStudioTask(task, role, sizeOf)))
    reached.bytes += source.bytes / tasks.length
    if (reads.length < TASKS_A_TIME) continue
    yield reads
    reads = []
  }
  yield reads
}
