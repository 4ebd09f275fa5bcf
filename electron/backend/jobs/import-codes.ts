import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import type { CodesReport } from '../../../shared/contract/codes.ts'
import { DeskError } from '../../../shared/contract/errors.ts'
import { type ReadCodes, readCodes } from '../../../shared/domain/taxonomy/codes-read.ts'
import { beginCodeList, codeListRow, finishCodeList, insertCode, removeSomeCodes } from '../store/codes.ts'
import { createTurns, type Turns } from './in-turns.ts'
import type { JobInput, JobRun } from './job.ts'

const MOST_BYTES = 200 * 1024 * 1024
const REPORTED = 100

/** Reads the whole list, then writes it in short transactions. A list that did not come in whole is not there. */
export const run: JobRun<'codes'> = async (context, input): Promise<CodesReport> => {
  const { list, version } = input
  const bytes = await read(input)
  const hash = createHash('sha256').update(bytes).digest()
  const before = codeListRow(context.store, input)
  if (before?.ready === 1) {
    if (!before.content_hash.equals(hash))
      throw new DeskError(
        'conflict',
        `The list ${list} ${version} is there already, with other content. Give this one another version.`,
      )
    return { list, version, entries: before.entries, known: true, setAside: [], setAsideCount: 0 }
  }
  const { codes, problems } = parsed(input, bytes)
  const turns = createTurns(context)
  try {
    if (before) turns.steps((write) => removeSomeCodes(write, before.id, 20))
    writeCodes(turns, input, hash, codes)
  } finally {
    turns.end()
  }
  context.changed()
  const setAside = problems.slice(0, REPORTED)
  return { list, version, entries: codes.length, known: false, setAside, setAsideCount: problems.length }
}

async function read({ file }: JobInput['codes']): Promise<Buffer> {
  try {
    if ((await stat(file.path)).size > MOST_BYTES)
      throw new DeskError('bad-file', `${file.name} has more than 200 MB. Leave out what is not code or name.`)
    return await readFile(file.path)
  } catch (error) {
    if (error instanceof DeskError) throw error
    throw new DeskError('bad-file', `${file.name} cannot be read. Name a CSV, TSV or JSON Lines file of codes.`)
  }
}

function parsed({ file }: JobInput['codes'], bytes: Buffer): ReadCodes {
  let codes: ReadCodes
  try {
    codes = readCodes(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    const why = error instanceof TypeError ? 'It is not UTF-8.' : error instanceof Error ? error.message : ''
    throw new DeskError('bad-file', `${file.name} is no code list. ${why} Nothing was taken in.`)
  }
  const [first] = codes.problems
  if (codes.codes.length > 0) return codes
  throw new DeskError('bad-file', `${file.name} holds no code. ${first ? `Line ${first.line}: ${first.message}` : ''}`)
}

function writeCodes(turns: Turns, input: JobInput['codes'], hash: Buffer, codes: ReadCodes['codes']): void {
  const { context } = turns
  const { list, version, personId } = input
  let [listId, next] = [0, 0]
  turns.steps((write) => {
    if (next === 0) listId = beginCodeList(write, input, hash, personId)
    const code = codes[next++]
    if (code) insertCode(write, listId, code)
    else finishCodeList(write, listId, { list, version, entries: codes.length, sha256: hash.toString('hex') }, personId)
    context.progress(Math.min(next, codes.length), codes.length, 'codes')
    return code !== undefined
  })
}
